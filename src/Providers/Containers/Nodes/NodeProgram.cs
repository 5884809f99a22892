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

        List<Problem> problems = [];
        void Add(bool isWrong, string found, string advice)
        {
            if (isWrong)
            {
                problems.Add(ContainersProblems.InvalidContainer(node.Name, found, advice));
            }
        }

        if (FindNull(container) is { } name)
        {
            return [ContainersProblems.InvalidContainer(node.Name, $"{name} is null", "leave it out")];
        }

        Add(
            HasTwoCommands(container),
            $"both {nameof(NodeContainer.Command)} and {nameof(NodeContainer.UseImageCommand)} are set",
            "use one of them"
        );
        Add(
            container.Command is [{ Length: 0 }, ..],
            $"{nameof(NodeContainer.Command)} is a program without a name",
            "use the path of a program"
        );
        Add(
            container.User.Length > 0 && IsAgent(container),
            $"{nameof(NodeContainer.User)} is '{TextEscaping.Escape(container.User)}', " + "but the main process is the agent",
            $"set {nameof(NodeContainer.Command)} or {nameof(NodeContainer.UseImageCommand)}, or leave it out"
        );
        foreach ((string variable, string value) in container.Environment)
        {
            bool isName = variable.Length > 0 && !variable.AsSpan().ContainsAny('=', '\0');
            Add(
                !isName || value?.Contains('\0', StringComparison.Ordinal) != false,
                $"'{TextEscaping.Escape(variable)}' is not an environment variable",
                "use a name without '=', and a value"
            );
        }

        foreach ((string folder, string path) in container.Mounts)
        {
            Add(
                !folder.StartsWith('/'),
                $"mount '{TextEscaping.Escape(folder)}' is not an absolute path",
                "use an absolute path on the engine's machine"
            );
            string? fault = path is null ? "it is null" : NodeArchive.FindFault(path);
            Add(
                fault is not null,
                $"mount '{TextEscaping.Escape(path)}' is not possible: {fault}",
                "use an absolute path in the container, as in /data"
            );
        }

        Add(
            container.HealthInterval < MinHealthInterval,
            string.Create(CultureInfo.InvariantCulture, $"{nameof(NodeContainer.HealthInterval)} {container.HealthInterval} is below 1 ms"),
            "use 1 ms or more"
        );
        Add(
            container.HealthStartPeriod < TimeSpan.Zero,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(NodeContainer.HealthStartPeriod)} {container.HealthStartPeriod} is below zero"
            ),
            "use zero or more"
        );
        return problems;
    }

    /// <summary>Completes the request that creates a container.</summary>
    /// <param name="plan">The request.</param>
    /// <param name="node">The node.</param>
    /// <param name="container">The container of the node.</param>
    /// <param name="image">The image; needed if <see cref="NeedsImage"/>.</param>
    public static void Apply(CreateContainerParameters plan, NodeSpec node, NodeContainer container, EngineImage? image)
    {
        bool isAgent = IsAgent(container);
        bool hasStartup = NodeArchive.HasStartup(node);
        IEnumerable<string>? main = container switch
        {
            _ when isAgent => AgentImage.GetMainCommand(node.Name),
            { UseImageCommand: false } => container.Command,
            _ when hasStartup && image is not null => image.Entrypoint.Concat(image.Command),
            _ => null,
        };
        (plan.Entrypoint, plan.Cmd) = (hasStartup, main) switch
        {
            (true, _) => (["/bin/sh", NodeArchive.StartupScript], [.. main ?? []]),
            (false, not null) => ([.. main], []),
            // The engine takes both from the image.
            _ => ((IList<string>)null!, (IList<string>)null!),
        };
        plan.User = isAgent ? AgentImage.User : container.User;
        plan.Env = [.. plan.Env ?? [], .. container.Environment.Select(variable => $"{variable.Key}={variable.Value}")];
        plan.HostConfig ??= new HostConfig();
        plan.HostConfig.Mounts =
        [
            .. container.Mounts.Select(mount => new Mount
            {
                Type = "bind",
                Source = mount.Key,
                Target = mount.Value,
            }),
        ];
        AddLabels(plan.Labels, node, container);
        if (container.HealthCommand.Count > 0)
        {
            plan.Healthcheck = new HealthcheckConfig
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
}
