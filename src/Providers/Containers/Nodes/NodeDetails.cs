using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Facts about a container that lists do not contain. Changes nothing.</summary>
internal static class NodeDetails
{
    /// <summary>Returns true if <see cref="ReadAsync"/> sends requests for a container.</summary>
    public static bool AreMissing(EngineContainer container) =>
        (container.Status == "created" && NodeLabels.Has(container.Labels, NodeLabels.Files))
        || (container.Status == "running" && NodeLabels.Has(container.Labels, NodeLabels.Startup))
        || IsEnded(container)
        || LacksHealth(container);

    public static async Task<EngineContainer> ReadAsync(EngineClient client, EngineContainer container, CancellationToken cancellationToken)
    {
        if (container.Status == "created")
        {
            return container with { LacksFiles = await LacksFilesAsync(client, container.Id, cancellationToken) };
        }

        if (IsEnded(container))
        {
            return await ReadEndAsync(client, container, cancellationToken);
        }

        if (NodeLabels.Has(container.Labels, NodeLabels.Startup))
        {
            container = await ReadStartupAsync(client, container, cancellationToken);
        }

        if (!LacksHealth(container))
        {
            return container;
        }

        EngineContainer? inspected = await client.FindAsync(container.Id, cancellationToken);
        return inspected is null ? container : container with { Status = inspected.Status, Health = inspected.Health };
    }

    private static async Task<bool> LacksFilesAsync(EngineClient client, string container, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ReadFileAsync(container, NodeArchive.Complete, cancellationToken) is null;
        }
        catch (EngineException failure) when (failure.IsAboutOneContainer)
        {
            return true;
        }
    }

    private static async Task<EngineContainer> ReadStartupAsync(
        EngineClient client,
        EngineContainer container,
        CancellationToken cancellationToken
    )
    {
        try
        {
            byte[] state = await client.ReadFileAsync(container.Id, NodeArchive.StartupState, cancellationToken) ?? [];
            return container with { IsStartingUp = Encoding.UTF8.GetString(state).Trim() != NodeArchive.StartupDone };
        }
        catch (EngineException failure) when (failure.Meaning is not (EngineMeaning.Unreachable or EngineMeaning.AccessDenied))
        {
            // Podman cannot read files while the main process ends, or while it starts.
            EngineContainer ended = await ReadEndAsync(client, container, cancellationToken);
            return ended.Status == "running" ? container with { IsStartingUp = true } : ended;
        }
    }

    /// <summary>Reads exit code and final output of a container that ended.</summary>
    public static async Task<EngineContainer> ReadEndAsync(
        EngineClient client,
        EngineContainer container,
        CancellationToken cancellationToken
    )
    {
        try
        {
            EngineContainer inspected = await client.FindAsync(container.Id, cancellationToken) ?? container with { Status = "removing" };
            return inspected with { Output = await client.ReadLogEndAsync(container.Id, cancellationToken) };
        }
        catch (EngineException failure) when (failure.Meaning == EngineMeaning.Missing)
        {
            return container with { Status = "removing" };
        }
        catch (EngineException failure) when (failure.IsAboutOneContainer)
        {
            return container;
        }
    }

    private static bool IsEnded(EngineContainer container) =>
        container.Status is "exited" or "stopped"
        && (NodeLabels.Has(container.Labels, NodeLabels.Startup) || NodeLabels.Has(container.Labels, NodeLabels.Attached));

    // Podman lists no health.
    private static bool LacksHealth(EngineContainer container) =>
        container is { Status: "running", Health: "" } && NodeLabels.Has(container.Labels, NodeLabels.Health);
}
