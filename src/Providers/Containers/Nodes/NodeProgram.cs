using Docker.DotNet.Models;
using Scalewright.Providers.Containers.Client;
using NodeSpec = Scalewright.Topologies.NodeSpec;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Main process, environment, mounts and health of a node's container.</summary>
internal static class NodeProgram
{
    private const long HealthRetries = 3;

    // Docker: "minimum duration is 1ms".
    private static readonly TimeSpan MinHealthInterval = TimeSpan.FromMilliseconds(1);

    public static bool IsAgent(NodeContainer container) => container is { Command.Count: 0, UseImageCommand: false };

    /// <summary>Returns the reasons why the container of a node cannot be created.</summary>
    public static IEnumerable<Problem> Check(NodeSpec node, NodeContainer? container)
    {
        if (container is null)
        {
            return [ContainersProblems.InvalidContainer(node.Name, "its container is null", $"return a {nameof(NodeContainer)}")];
        }

        if (FindNull(container) is { } name)
        {
            return [ContainersProblems.InvalidContainer(node.Name, $"{name} is null", "leave it out")];
        }

        return CheckCommand(container)
            .Concat(CheckEnvironment(container))
            .Concat(CheckMounts(container))
            .Concat(CheckHealth(container))
            .Where(check => check.IsWrong)
            .Select(check => ContainersProblems.InvalidContainer(node.Name, check.Found, check.Advice));
    }

    /// <summary>Completes the request that creates a container.</summary>
    /// <param name="request">The request.</param>
    /// <param name="node">The node.</param>
    /// <param name="container">The container of the node.</param>
    /// <param name="image">The image; needed if <see cref="NeedsImage"/>.</param>
    public static void Apply(CreateContainerParameters request, NodeSpec node, NodeContainer container, EngineImage? image)
    {
        SetCommand(request, node, container, image);
        request.User = IsAgent(container) ? AgentImage.User : container.User;
        request.Env = [.. request.Env ?? [], .. container.Environment.Select(variable => $"{variable.Key}={variable.Value}")];
        request.HostConfig ??= new HostConfig();
        request.HostConfig.Mounts =
        [
            .. container.Mounts.Select(mount => new Mount
            {
                Type = "bind",
                Source = mount.Key,
                Target = mount.Value,
            }),
        ];
        AddLabels(request.Labels, node, container);
        if (container.HealthCommand.Count > 0)
        {
            request.Healthcheck = new HealthcheckConfig
            {
                Test = ["CMD", .. container.HealthCommand],
                Interval = container.HealthInterval,
                StartPeriod = container.HealthStartPeriod,
                Retries = HealthRetries,
            };
        }
    }

    /// <summary>Returns true if the program of the image must be known.</summary>
    public static bool NeedsImage(NodeSpec node, NodeContainer container) => container.UseImageCommand && NodeArchive.HasStartup(node);

    private static void SetCommand(CreateContainerParameters request, NodeSpec node, NodeContainer container, EngineImage? image)
    {
        IEnumerable<string>? mainCommand = FindMainCommand(node, container, image);
        if (NodeArchive.HasStartup(node))
        {
            request.Entrypoint = ["/bin/sh", NodeArchive.StartupScript];
            request.Cmd = [.. mainCommand ?? []];
        }
        else if (mainCommand is not null)
        {
            request.Entrypoint = [.. mainCommand];
            request.Cmd = [];
        }
        else
        {
            // The engine takes both from the image.
            request.Entrypoint = null!;
            request.Cmd = null!;
        }
    }

    /// <summary>Returns the command of the main process; null if only the engine knows it.</summary>
    private static IEnumerable<string>? FindMainCommand(NodeSpec node, NodeContainer container, EngineImage? image)
    {
        if (IsAgent(container))
        {
            return AgentImage.GetMainCommand(node.Name);
        }

        if (!container.UseImageCommand)
        {
            return container.Command;
        }

        return NodeArchive.HasStartup(node) ? image?.Entrypoint.Concat(image.Command) : null;
    }

    private static IEnumerable<ContainerCheck> CheckCommand(NodeContainer container)
    {
        yield return new ContainerCheck(
            HasTwoCommands(container),
            $"both {nameof(NodeContainer.Command)} and {nameof(NodeContainer.UseImageCommand)} are set",
            "use one of them"
        );
        yield return new ContainerCheck(
            container.Command is [{ Length: 0 }, ..],
            $"{nameof(NodeContainer.Command)} is a program without a name",
            "use the path of a program"
        );
        yield return new ContainerCheck(
            container.User.Length > 0 && IsAgent(container),
            $"{nameof(NodeContainer.User)} is '{TextEscaping.Escape(container.User)}', but the main process is the agent",
            $"set {nameof(NodeContainer.Command)} or {nameof(NodeContainer.UseImageCommand)}, or leave it out"
        );
    }

    private static IEnumerable<ContainerCheck> CheckEnvironment(NodeContainer container)
    {
        foreach ((string variable, string value) in container.Environment)
        {
            yield return new ContainerCheck(
                !IsVariable(variable, value),
                $"'{TextEscaping.Escape(variable)}' is not an environment variable",
                "use a name without '=', and a value"
            );
        }
    }

    private static bool IsVariable(string name, string? value) =>
        name.Length > 0 && !name.AsSpan().ContainsAny('=', '\0') && value is not null && !value.Contains('\0', StringComparison.Ordinal);

    private static IEnumerable<ContainerCheck> CheckMounts(NodeContainer container)
    {
        foreach ((string folder, string path) in container.Mounts)
        {
            yield return new ContainerCheck(
                !folder.StartsWith('/'),
                $"mount '{TextEscaping.Escape(folder)}' is not an absolute path",
                "use an absolute path on the engine's machine"
            );
            string? fault = path is null ? "it is null" : NodeArchive.FindProblem(path);
            yield return new ContainerCheck(
                fault is not null,
                $"mount '{TextEscaping.Escape(path)}' is not possible: {fault}",
                "use an absolute path in the container, as in /data"
            );
        }
    }

    private static IEnumerable<ContainerCheck> CheckHealth(NodeContainer container)
    {
        yield return new ContainerCheck(
            container.HealthInterval < MinHealthInterval,
            string.Create(CultureInfo.InvariantCulture, $"{nameof(NodeContainer.HealthInterval)} {container.HealthInterval} is below 1 ms"),
            "use 1 ms or more"
        );
        yield return new ContainerCheck(
            container.HealthStartPeriod < TimeSpan.Zero,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(NodeContainer.HealthStartPeriod)} {container.HealthStartPeriod} is below zero"
            ),
            "use zero or more"
        );
    }

    private static void AddLabels(IDictionary<string, string> labels, NodeSpec node, NodeContainer container)
    {
        (string Label, bool IsSet)[] all =
        [
            (NodeLabels.Files, NodeArchive.HasFiles(node)),
            (NodeLabels.Startup, NodeArchive.HasStartup(node)),
            (NodeLabels.Health, container.HealthCommand.Count > 0),
            (NodeLabels.Attached, !IsAgent(container)),
        ];
        foreach ((string label, _) in all.Where(label => label.IsSet))
        {
            labels[label] = NodeLabels.Yes;
        }
    }

    private static bool HasTwoCommands(NodeContainer container) => container is { UseImageCommand: true, Command.Count: > 0 };

    private static string? FindNull(NodeContainer container)
    {
        (string Name, object? Value)[] values =
        [
            (nameof(NodeContainer.Command), container.Command),
            (nameof(NodeContainer.Environment), container.Environment),
            (nameof(NodeContainer.Mounts), container.Mounts),
            (nameof(NodeContainer.User), container.User),
            (nameof(NodeContainer.HealthCommand), container.HealthCommand),
        ];
        return Array.Find(values, value => value.Value is null).Name;
    }

    /// <summary>A rule for a container, and the problem if it is broken.</summary>
    private sealed record ContainerCheck(bool IsWrong, string Found, string Advice);
}
