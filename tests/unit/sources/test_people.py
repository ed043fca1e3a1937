"""Authors as feeds write them."""

from adapters.sources.parse.people import people
from tests.each_of import each_of


@each_of(
    ("lines", "found"),
    [
        (["Fold, A. B., McKite, C., van den Wind, D. E."], ["A. B. Fold", "C. McKite", "D. E. van den Wind"]),
        (["Ada Fold, Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Ada Fold · Bo Wind / Cy Paper"], ["Ada Fold", "Bo Wind", "Cy Paper"]),
        (["Ada Fold und Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Ada Fold et Bo von und zu Wind"], ["Ada Fold", "Bo von und zu Wind"]),
        (["Ada Fold with Bo Wind, Cy Paper et al."], ["Ada Fold", "Bo Wind", "Cy Paper"]),
        (["Fold, Ada, Jr."], ["Ada Fold Jr."]),
        (["Ada Fold, Bo Wind and Cy Paper"], ["Ada Fold", "Bo Wind", "Cy Paper"]),
        (["Ada Fold,\nBo Wind,\nCy Paper"], ["Ada Fold", "Bo Wind", "Cy Paper"]),
        (["By Ada Fold & Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Fold, Ada; Wind, Bo Max"], ["Ada Fold", "Bo Max Wind"]),
        (["Fold, Ada"], ["Ada Fold"]),
        (["Fold, Ada, Wind, Bo"], ["Ada Fold", "Bo Wind"]),
        (["Fold AB, Wind C"], ["A. B. Fold", "C. Wind"]),
        (["Wei LI, Bo WU"], ["Wei LI", "Bo WU"]),
        (["Ada Fold (Kite Lab, Bern (CH)), Bo Wind [2]"], ["Ada Fold", "Bo Wind"]),
        (["Martin Fold, Jr., Bo Wind, PhD"], ["Martin Fold Jr.", "Bo Wind"]),
        (["Ada Fold et al."], ["Ada Fold"]),
        (["Ada Fold", "Bo Wind", "Ada Fold, Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["李雷, 韩梅梅"], ["李雷", "韩梅梅"]),
        (["Øster, Ł.-J."], ["Ł.-J. Øster"]),
        (["Paper Plane Collaboration"], ["Paper Plane Collaboration"]),
        (["Fold A.B., Wind C."], ["A.B. Fold", "C. Wind"]),
        (["Fold AB"], ["A. B. Fold"]),
        (["ada@kites.example (Ada Fold)"], ["Ada Fold"]),
        (["Authors: Ada Fold, Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Ada Fold\n  Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Ada\n  Fold"], ["Ada Fold"]),
        (["Ada Fold<br/>Bo Wind"], ["Ada Fold", "Bo Wind"]),
        (["Ada Fold, University of Kites"], ["Ada Fold"]),
        (["Institute of Kites"], ["Institute of Kites"]),
        (["Ada Fold1,2, Bo Wind*", "Dr. Cy Paper <cy@kites.example>"], ["Ada Fold", "Bo Wind", "Cy Paper"]),
        (["", None, " , "], []),
    ],
)
def test_each_person_is_one_name_first_name_first(lines, found):
    assert list(people(lines)) == found
