using System.Formats.Tar;
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
        using HttpRequestMessage message = new(HttpMethod.Get,
            new Uri(_http.BaseAddress!, $"v4.0.0/libpod/containers/{Uri.EscapeDataString(container)}/healthcheck"));
        await SendAsync(request, async () =>
        {
            using HttpResponseMessage response = await _http.SendAsync(message, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new DockerApiException(
                    response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            }
        });
    }

    /// <summary>Reads a small file of a container in any state.</summary>
    /// <returns>Null if the file or the container does not exist.</returns>
    public async Task<string?> ReadFileAsync(string container, string path, CancellationToken cancellationToken)
    {
        try
        {
            ContainerArchiveResponse? response = null;
            await RetryAsync(
                async () => response = await SendAsync($"read {path} of container {container}",
                    () => _client.Containers.GetArchiveFromContainerAsync(container,
                        new ContainerPathStatParameters { Path = path }, statOnly: false, cancellationToken)),
                cancellationToken);
            await using Stream archive = response!.Stream!;
            await using TarReader reader = new(archive);
            TarEntry? entry = await reader.GetNextEntryAsync(copyData: true, cancellationToken);
            if (entry?.DataStream is not { } data)
            {
                return "";
            }

            using StreamReader text = new(data, Encoding.UTF8);
            return await text.ReadToEndAsync(cancellationToken);
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return null;
        }
    }

    /// <summary>Returns the last lines that the main process of a container wrote.</summary>
    public async Task<string> ReadLogEndAsync(string container, CancellationToken cancellationToken)
    {
        MultiplexedStream streams = await SendAsync($"read the output of container {container}",
            () => _client.Containers.GetContainerLogsAsync(container, new ContainerLogsParameters
            {
                ShowStdout = true,
                ShowStderr = true,
                Tail = LogLines.ToString(CultureInfo.InvariantCulture),
            }, cancellationToken));
        using (streams)
        {
            byte[] buffer = new byte[MaxLogBytes];
            int length = 0;
            while (length < buffer.Length)
            {
                MultiplexedStream.ReadResult read =
                    await streams.ReadOutputAsync(buffer, length, buffer.Length - length, cancellationToken);
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
