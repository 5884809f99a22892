using System.Formats.Tar;
using Docker.DotNet.Models;

namespace Scalewright.Providers.Containers.Client;

/// <content>Requests of fault injection.</content>
internal sealed partial class EngineClient
{
    // Docker refuses requested addresses there.
    private const string DefaultNetwork = "bridge";

    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>Null if the container does not exist.</returns>
    public async Task<ContainerProcess?> InspectAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            ContainerInspectResponse response = await SendAsync($"inspect container {container}", () =>
                _client.Containers.InspectContainerAsync(container, cancellationToken)
            );
            return new ContainerProcess(response.State?.Status ?? "", response.State?.Pid ?? 0)
            {
                Links = [.. response.NetworkSettings?.Networks?.Select(pair => ReadLink(pair.Key, pair.Value, response.ID)) ?? []],
            };
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return null;
        }
    }

    /// <summary>Pauses all processes of a running container.</summary>
    public Task PauseAsync(string container, CancellationToken cancellationToken) =>
        SendAsync($"pause container {container}", () => _client.Containers.PauseContainerAsync(container, cancellationToken));

    /// <summary>Resumes all processes of a container. One that is not paused is not an error.</summary>
    public async Task UnpauseAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"unpause container {container}", () => _client.Containers.UnpauseContainerAsync(container, cancellationToken));
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.WrongState)
        {
            // It is not paused, or has ended.
        }
    }

    /// <summary>Ends all processes of a container at once, if its stop timeout is 0.</summary>
    public Task StopAsync(string container, CancellationToken cancellationToken) =>
        SendAsync($"stop container {container}", () =>
            _client.Containers.StopContainerAsync(container, new ContainerStopParameters(), cancellationToken)
        );

    /// <summary>Reads a file of a container in any state.</summary>
    /// <returns>Null if the file or the container does not exist.</returns>
    public async Task<byte[]?> ReadFileAsync(string container, string path, CancellationToken cancellationToken)
    {
        byte[]? content = null;
        try
        {
            await RetryAsync(
                async () =>
                    content = await SendAsync($"read {path} of container {container}", () =>
                        ReadArchiveAsync(container, path, cancellationToken)
                    ),
                cancellationToken
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return null;
        }

        return content;
    }

    /// <summary>Replaces a file of a container in any state. Its folder must exist.</summary>
    /// <param name="container">Name or ID.</param>
    /// <param name="path">Path below the root, without a leading slash.</param>
    /// <param name="content">The new content.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task WriteFileAsync(string container, string path, byte[] content, CancellationToken cancellationToken)
    {
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using MemoryStream data = new(content, writable: false);
            await writer.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile, path) { Mode = PrivateFile, DataStream = data },
                cancellationToken
            );
        }

        byte[] bytes = archive.ToArray();
        await PutArchiveAsync(container, () => new MemoryStream(bytes, writable: false), cancellationToken);
    }

    /// <summary>Disconnects a container from a network. One that is not connected is not an error.</summary>
    public async Task DisconnectAsync(string container, string network, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync($"disconnect container {container} from network {network}", () =>
                _client.Networks.DisconnectNetworkAsync(
                    network,
                    new NetworkDisconnectParameters { Container = container, Force = true },
                    cancellationToken
                )
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.NotConnected)
        {
            // An earlier attempt disconnected it.
        }
    }

    /// <summary>Connects a container with its former address. A connected one is not an error.</summary>
    public async Task ConnectAsync(string container, ContainerLink link, CancellationToken cancellationToken)
    {
        EndpointSettings settings = new() { Aliases = [.. link.Aliases], MacAddress = link.MacAddress };
        if (link.Network != DefaultNetwork)
        {
            settings.IPAMConfig = new EndpointIPAMConfig { IPv4Address = link.IPv4Address, IPv6Address = link.IPv6Address };
        }

        try
        {
            await SendAsync($"connect container {container} to network {link.Network}", () =>
                _client.Networks.ConnectNetworkAsync(
                    link.Network,
                    new NetworkConnectParameters { Container = container, EndpointConfig = settings },
                    cancellationToken
                )
            );
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.AlreadyConnected)
        {
            // An earlier attempt connected it.
        }
    }

    // A stopped container has only the addresses that it was given.
    private static ContainerLink ReadLink(string network, EndpointSettings settings, string container) =>
        new(network)
        {
            IPv4Address = Select(settings.IPAddress, settings.IPAMConfig?.IPv4Address),
            IPv6Address = Select(settings.GlobalIPv6Address, settings.IPAMConfig?.IPv6Address),
            MacAddress = settings.MacAddress ?? "",
            // Engines add the short ID by themselves.
            Aliases = [.. settings.Aliases?.Where(alias => !container.StartsWith(alias, StringComparison.Ordinal)) ?? []],
        };

    private static string Select(string? first, string? second) => string.IsNullOrEmpty(first) ? second ?? "" : first;

    private async Task<byte[]> ReadArchiveAsync(string container, string path, CancellationToken cancellationToken)
    {
        ContainerArchiveResponse response = await _client.Containers.GetArchiveFromContainerAsync(
            container,
            new ContainerPathStatParameters { Path = path },
            statOnly: false,
            cancellationToken
        );
        using MemoryStream archive = new();
        if (response.Stream is { } body)
        {
            // The stream of the client fails if no bytes are requested, as the reader of archives does.
            await using (body)
            {
                await body.CopyToAsync(archive, cancellationToken);
            }
        }

        archive.Position = 0;
        using MemoryStream content = new();
        await using TarReader reader = new(archive);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(content, cancellationToken);
                break;
            }
        }

        return content.ToArray();
    }
}
