# Paperboy in a container: the locked dependencies, no build tools, an ordinary user, data in /data.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
COPY --from=build /venv /venv
RUN useradd --uid 10001 --create-home paperboy && install -d -o paperboy -g paperboy /data
USER paperboy
WORKDIR /home/paperboy
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 \
    PAPERBOY_DATABASE=/data/paperboy.db PAPERBOY_HOST=0.0.0.0 PAPERBOY_LOG=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["paperboy", "run"]
