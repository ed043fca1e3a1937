# Paperboy in a container: the locked dependencies, no build tools, an ordinary user, data in /data.
# The exact version in this one place, by the digest of its index for all architectures; Dependabot moves both.
FROM python:3.13.9-slim-bookworm@sha256:b685a4fa58bb19d1814d78a1ec0f0208f351452724f78b20212c984d6e124a34 AS base

FROM base AS build
WORKDIR /app
# setuptools builds and uv installs, both pinned and hashed; neither is in the image.
COPY requirements-build.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action ignore \
      --require-hashes --no-deps -r requirements-build.lock
COPY requirements.lock ./
RUN pip wheel --no-cache-dir --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
      --wheel-dir /wheels -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir /wheels . \
 && python -m venv --without-pip /venv \
 && uv pip install --offline --no-cache --python /venv/bin/python --no-index --no-deps --compile-bytecode /wheels/*.whl \
 && uv pip check --python /venv/bin/python

FROM base
COPY --from=build /venv /venv
RUN useradd --uid 10001 --create-home paperboy && install -d -o paperboy -g paperboy /data
USER paperboy
WORKDIR /home/paperboy
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    PAPERBOY_DATABASE=/data/paperboy.db PAPERBOY_INDEX=/data PAPERBOY_HOST=0.0.0.0 PAPERBOY_LOG=json
VOLUME /data
EXPOSE 8080
# A first start fetches and indexes before it answers: ten minutes are not called a failure.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m \
  CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:${PAPERBOY_HEALTH_PORT:-${PAPERBOY_PORT:-8080}}/healthz', timeout=4)"
STOPSIGNAL SIGTERM
CMD ["paperboy", "run"]
