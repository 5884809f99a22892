using Docker.DotNet;
using Docker.DotNet.Models;

namespace Scalewright.Providers.Containers.Client;

/// <content>Health, files and final output of containers.</content>
internal sealed partial class EngineClient
{
    private const int MaxLogBytes = 4096;
    private const int LogLines = 5;

    /// <summary>Returns true if the engine is Podman. Queried once.</summary>
    public async Task<bool> IsPodmanAsync(CancellationToken cancellationToken) =>
        _isPodman ??= (await GetVersionAsync(cancellationToken)).IsPodman;

    /// <summary>
    /// Runs the health command of a container of Podman, which keeps the result. Without systemd, Podman does not run
    /// it by itself. The client library has no such request.
    /// </summary>
    public async Task RunHealthCommandAsync(string container, CancellationToken cancellationToken)
    {
        string request = $"check the health of container {container}";
        using HttpRequestMessage message = new(
            HttpMethod.Get,
            new Uri(_http.BaseAddress!, $"v4.0.0/libpod/containers/{Uri.EscapeDataString(container)}/healthcheck")
        );
        await SendAsync(request, async () =>
        {
            using HttpResponseMessage response = await _http.SendAsync(message, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            }
        });
    }

    /// <summary>Returns the last lines that the main process of a container wrote.</summary>
    public async Task<string> ReadLogEndAsync(string container, CancellationToken cancellationToken)
    {
        MultiplexedStream streams = await SendAsync($"read the output of container {container}", () =>
            _client.Containers.GetContainerLogsAsync(
                container,
                new ContainerLogsParameters
                {
                    ShowStdout = true,
                    ShowStderr = true,
                    Tail = LogLines.ToString(CultureInfo.InvariantCulture),
                },
                cancellationToken
            )
        );
        using (streams)
        {
            byte[] buffer = new byte[MaxLogBytes];
            int length = 0;
            while (length < buffer.Length)
            {
                MultiplexedStream.ReadResult read = await streams.ReadOutputAsync(
                    buffer,
                    length,
                    buffer.Length - length,
                    cancellationToken
                );
                if (read.EOF)
                {
                    break;
                }

                length += read.Count;
            }

            return Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Trim();
        }
    }
}
