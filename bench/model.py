"""A model of Paperboy at 1, 10 and 100 million channels: `python -m bench.model [--measured name=value …]`. Not a measurement.

Fed with costs (`Costs`) and with the platforms' own limits it says how many workers, connections and bytes a day that would
take, and what gives way first. `python -m bench.postgres --channels 60000` measured them on two cores that the server shared,
but for the bytes kept, which is an estimate until `--measured` replaces it. Channels want their digest at nine o'clock of
their own zone, spread over 24 zones as people are.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

SIZES = (1_000_000, 10_000_000, 100_000_000)
BUSIEST_ZONE = 0.17  # of all people in one hour's zone: China's and its neighbours' (UTC+8)
ON_TIME = 3_600.0  # seconds in which a zone's digests are to be out
DISCORD_A_SECOND = 50.0  # a bot, over all its servers (https://discord.com/developers/docs/topics/rate-limits)
DISCORD_SHARE = 0.5  # of the channels; the others are Slack's
SERVERS_A_SHARD = 1_000  # 2,500 at most, of which Discord recommends 1,000
CHANNELS_A_SERVER = 4
SLACK_SOCKETS = 10  # connections of Socket Mode an app; beyond them events come by HTTP
SERVER_CORES = 32  # of one large database server
SERVER_BYTES_A_SECOND = 500e6  # of log that one takes in, with good disks
POOL = 10  # connections of a worker, one that listens and one for its heartbeat among them


@dataclass(frozen=True, slots=True)
class Costs:
    """As measured on two cores but for the estimate; a machine of your own has its own."""

    plan_ms: float = 0.03  # of a worker's core, a channel
    plan_server_ms: float = 0.03  # of the server's cores, a channel
    deliver_ms: float = 0.43  # of a worker's core, a delivery from claim to receipt, many at a time
    deliver_server_ms: float = 0.39  # of the server's cores
    bytes_logged: float = 4_422.0  # of write-ahead log, a channel and night
    bytes_kept: float = 900.0  # of tables and indices, a channel and night: an estimate by the columns
    keep_days: float = 400.0  # PAPERBOY_KEEP_DAYS


@dataclass(frozen=True, slots=True)
class Outlook:
    """What so many channels take."""

    channels: int
    peak_a_second: float  # digests that are to go out in the busiest hour
    workers: int
    connections: int
    server_cores: float
    log_a_day: float
    kept_a_day: float
    kept: float  # after `keep_days`
    shards: int
    bots: int  # that Discord's limit asks for
    first: str


def outlook(channels: int, cost: Costs) -> Outlook:
    """The arithmetic; every limit with the share of it that is used, the fullest is what gives way first."""
    peak = channels * BUSIEST_ZONE / ON_TIME
    worker_cores = peak * (cost.plan_ms + cost.deliver_ms) / 1_000
    server_cores = peak * (cost.plan_server_ms + cost.deliver_server_ms) / 1_000
    workers = max(3, math.ceil(worker_cores / 0.6))  # a core each, with room for the rest
    discord = peak * DISCORD_SHARE
    log_a_second = peak * cost.bytes_logged
    kept_a_day = channels * cost.bytes_kept
    kept = kept_a_day * cost.keep_days
    used = {
        f"Discord's {DISCORD_A_SECOND:.0f} messages a second of one bot": discord / DISCORD_A_SECOND,
        "the cores of one database server": server_cores / SERVER_CORES,
        "the log of one database server": log_a_second / SERVER_BYTES_A_SECOND,
        "connections of one server (500, without a pooler)": workers * POOL / 500,
        "the disk of one server (20 TB)": kept / 20e12,
    }
    return Outlook(
        channels=channels,
        peak_a_second=peak,
        workers=workers,
        connections=workers * POOL,
        server_cores=server_cores,
        log_a_day=channels * cost.bytes_logged,
        kept_a_day=kept_a_day,
        kept=kept,
        shards=math.ceil(channels * DISCORD_SHARE / CHANNELS_A_SERVER / SERVERS_A_SHARD),
        bots=math.ceil(discord / DISCORD_A_SECOND),
        first=", then ".join(
            f"{what} ({share:.1f} times)" if share >= 1 else f"{what} ({share:.0%} used)"
            for what, share in sorted(used.items(), key=lambda each: -each[1])[:3]
        ),
    )


def table(cost: Costs) -> str:
    """For docs/scaling.md."""
    found = [outlook(channels, cost) for channels in SIZES]
    rows = [
        ("digests a second in the busiest hour", [f"{each.peak_a_second:,.0f}" for each in found]),
        ("workers of one core", [f"{each.workers:,}" for each in found]),
        ("connections to the database", [f"{each.connections:,}" for each in found]),
        ("cores of the database, busiest hour", [f"{each.server_cores:,.1f}" for each in found]),
        ("write-ahead log a day", [f"{each.log_a_day / 1e9:,.0f} GB" for each in found]),
        ("tables and indices grow a day", [f"{each.kept_a_day / 1e9:,.1f} GB" for each in found]),
        (f"… and hold after {cost.keep_days:.0f} days", [f"{each.kept / 1e12:,.1f} TB" for each in found]),
        ("Discord: shards", [f"{each.shards:,}" for each in found]),
        ("Discord: bots, for the hour to be kept", [f"{each.bots:,}" for each in found]),
        ("what gives way first", [each.first for each in found]),
    ]
    lines = ["| channels | " + " | ".join(f"{each:,}" for each in SIZES) + " |", "|---|---|---|---|"]
    lines += [f"| {what} | {' | '.join(cells)} |" for what, cells in rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = ", ".join(each.name for each in fields(Costs))
    parser.add_argument(
        "--measured", nargs="*", default=[], metavar="NAME=VALUE", help=f"costs of your own: {names}"
    )
    said, _ = parser.parse_known_args(arguments)
    cost = Costs()
    for each in said.measured:
        name, _, value = each.partition("=")
        if name not in {known.name for known in fields(Costs)}:
            parser.error(f"there is no {name}; there are {names}")
        cost = replace(cost, **{name: float(value)})
    print(table(cost))


if __name__ == "__main__":
    main()
