namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>
/// Reports what a configuration or an event contains that the model does not implement, and names that do not exist.
/// </summary>
internal static class ConfigurationCheck
{
    private const string StartedOrStopped = "Started or Stopped";
    private const string Flag = "true or false";
    private const string Number = "a number, INFINITY or -INFINITY";

    private static readonly string[] CloneAttributes = ["clone-max", "interleave"];

    // Names and values: Pacemaker Explained, "Resource Meta-Attributes" and "Clone Options".
    private static readonly Dictionary<string, (Func<string, bool> IsValid, string Accepted)> Attributes = new(StringComparer.Ordinal)
    {
        ["clone-max"] = (text => Score.TryParse(text, out int count) && count >= 0, "a number of 0 or more"),
        ["interleave"] = (PacemakerOptions.IsFlag, Flag),
        ["is-managed"] = (PacemakerOptions.IsFlag, Flag),
        ["migration-threshold"] = (text => Score.TryParse(text, out int count) && count >= 0, "a number of 0 or more, or INFINITY"),
        ["priority"] = (text => Score.TryParse(text, out _), Number),
        ["resource-stickiness"] = (text => Score.TryParse(text, out _), Number),
        ["target-role"] = (IsRole, StartedOrStopped),
    };

    private static readonly PacemakerEventKind[] NodeEvents =
    [
        PacemakerEventKind.NodeUp,
        PacemakerEventKind.NodeDown,
        PacemakerEventKind.NodeFail,
        PacemakerEventKind.Standby,
        PacemakerEventKind.AddLocation,
        PacemakerEventKind.RemoveLocation,
        PacemakerEventKind.MonitorFailure,
        PacemakerEventKind.StartFailure,
        PacemakerEventKind.StopFailure,
    ];

    private static readonly PacemakerEventKind[] ResourceEvents =
    [
        PacemakerEventKind.SetMeta,
        PacemakerEventKind.AddLocation,
        PacemakerEventKind.RemoveLocation,
        PacemakerEventKind.Cleanup,
    ];

    private static readonly PacemakerEventKind[] ActionEvents =
    [
        PacemakerEventKind.MonitorFailure,
        PacemakerEventKind.StartFailure,
        PacemakerEventKind.StopFailure,
    ];

    /// <exception cref="ArgumentException">The configuration has problems; the message lists all.</exception>
    public static void Check(PacemakerConfiguration configuration)
    {
        PacemakerResource[] all = [.. configuration.Resources.SelectMany(resource => resource.All)];
        string[] resources = [.. all.Select(resource => resource.Id)];
        Throw([
            .. Repeated(configuration.Nodes.Select(node => node.Name)).Select(name => $"node '{name}' is given twice"),
            .. Repeated(resources).Select(id => $"resource '{id}' is given twice"),
            .. configuration.Resources.SelectMany(CheckForm),
            .. configuration.Resources.SelectMany(resource =>
                resource.All.SelectMany(part =>
                    part.MetaAttributes.SelectMany(entry =>
                        CheckMeta($"resource '{part.Id}'", part.CloneOf is not null, entry.Key, entry.Value)
                    )
                )
            ),
            .. configuration.Defaults.SelectMany(entry => CheckMeta("the defaults", isClone: false, entry.Key, entry.Value)),
            .. configuration.Locations.SelectMany(location => Unknown("location", "resource", location.Resource, resources)),
            .. configuration.Locations.SelectMany(location =>
                Unknown("location", "node", location.Node, configuration.Nodes.Select(node => node.Name))
            ),
            .. configuration.Colocations.SelectMany(colocation =>
                new[] { colocation.Resource, colocation.WithResource }.SelectMany(id => Unknown("colocation", "resource", id, resources))
            ),
            .. configuration.Orders.SelectMany(order =>
                new[] { order.First, order.Then }.SelectMany(id => Unknown("order", "resource", id, resources))
            ),
        ]);
    }

    /// <exception cref="ArgumentException">An event has problems; the message lists those of all events.</exception>
    public static void Check(PacemakerConfiguration configuration, IEnumerable<PacemakerEvent> events)
    {
        PacemakerResource[] all = [.. configuration.Resources.SelectMany(resource => resource.All)];
        Throw([.. events.SelectMany(happening => FindProblems(configuration, all, happening))]);
    }

    private static IEnumerable<string> FindProblems(PacemakerConfiguration configuration, PacemakerResource[] all, PacemakerEvent happening)
    {
        string at = happening.Kind.ToString();
        if (NodeEvents.Contains(happening.Kind))
        {
            foreach (string problem in Unknown(at, "node", happening.Node, configuration.Nodes.Select(node => node.Name)))
            {
                yield return problem;
            }
        }

        // Actions are those of members and copies.
        IEnumerable<PacemakerResource> accepted = ActionEvents.Contains(happening.Kind)
            ? all.Where(resource => resource is { Members.Count: 0, CloneOf: null })
            : all;
        if (ResourceEvents.Contains(happening.Kind) || ActionEvents.Contains(happening.Kind))
        {
            foreach (string problem in Unknown(at, "resource", happening.Resource, accepted.Select(resource => resource.Id)))
            {
                yield return problem;
            }
        }

        PacemakerResource? changed = Array.Find(all, resource => resource.Id == happening.Resource);
        if (happening.Kind == PacemakerEventKind.SetMeta && changed is not null)
        {
            string owner = $"{at}: resource '{changed.Id}'";
            foreach (string problem in CheckMeta(owner, changed.CloneOf is not null, happening.Name, happening.Value))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> CheckForm(PacemakerResource resource)
    {
        bool isGroup = resource.Members.Count > 0;
        if (isGroup && resource.CloneOf is not null)
        {
            yield return $"resource '{resource.Id}' is a group and a clone; use one of them";
        }

        foreach (PacemakerResource part in resource.All.Skip(1).Where(part => part.Members.Count > 0 || part.CloneOf is not null))
        {
            yield return $"resource '{part.Id}' in '{resource.Id}' is a group or a clone, which is not modeled; use a resource";
        }
    }

    private static IEnumerable<string> CheckMeta(string owner, bool isClone, string name, string value)
    {
        string[] accepted = [.. Attributes.Keys.Where(key => isClone || !CloneAttributes.Contains(key, StringComparer.Ordinal))];
        if (!accepted.Contains(name, StringComparer.Ordinal))
        {
            yield return $"{owner}: the meta attribute '{name}' is not modeled; use one of " + string.Join(", ", accepted);
        }
        else if (!Attributes[name].IsValid(value))
        {
            yield return $"{owner}: {name} is '{value}'; use {Attributes[name].Accepted}";
        }
    }

    private static IEnumerable<string> Unknown(string at, string kind, string name, IEnumerable<string> accepted)
    {
        string[] acceptedNames = [.. accepted.Distinct(StringComparer.Ordinal)];
        return acceptedNames.Contains(name, StringComparer.Ordinal)
            ? []
            : [$"{at}: there is no {kind} '{name}'; use one of {string.Join(", ", acceptedNames)}"];
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()).Select(group => group.Key);

    // Pacemaker's other roles are those of promotable clones.
    private static bool IsRole(string text) =>
        text.Equals("Started", StringComparison.OrdinalIgnoreCase) || text.Equals("Stopped", StringComparison.OrdinalIgnoreCase);

    private static void Throw(string[] problems)
    {
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join('\n', problems));
        }
    }
}
