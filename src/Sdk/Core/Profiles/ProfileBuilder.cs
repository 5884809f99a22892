namespace Scalewright.Profiles;

/// <summary>Assembles a <see cref="Profile"/>. Immutable: each call gives a new builder, so half-made ones can be shared.</summary>
public sealed record ProfileBuilder
{
    internal ProfileBuilder(Profile profile) => Draft = profile;

    internal Profile Draft { get; init; }

    /// <summary>The plugin's check of the options; null: there are none.</summary>
    internal Action<Profile, ProblemList>? OptionsCheck { get; init; }

    /// <summary>Sets the number of units; the plugin says what a unit is.</summary>
    /// <param name="count">1 or more.</param>
    public ProfileBuilder WithCount(int count) => With(Draft with { Count = count });

    /// <summary>Sets the number of containers in all.</summary>
    /// <param name="containers">0 or more.</param>
    public ProfileBuilder WithContainers(int containers) => With(Draft with { Containers = containers });

    /// <summary>Sets how many containers a full node holds.</summary>
    /// <param name="containersPerNode">0 or more.</param>
    public ProfileBuilder WithContainersPerNode(int containersPerNode) => With(Draft with { ContainersPerNode = containersPerNode });

    /// <summary>Sets what host names start with.</summary>
    /// <param name="prefix">Letters, digits, dots, underscores and hyphens.</param>
    public ProfileBuilder WithHostnamePrefix(string prefix) => With(Draft with { HostnamePrefix = prefix });

    /// <summary>Changes what the nodes look like.</summary>
    /// <param name="change">From the template so far to the wanted one: <c>node => node with { Cpus = 2 }</c>.</param>
    public ProfileBuilder WithNode(Func<NodeTemplate, NodeTemplate> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(Draft with { Node = change(Draft.Node) });
    }

    /// <summary>Changes what the containers look like.</summary>
    /// <param name="change">From the template so far to the wanted one: <c>box => box with { Gateway = "MGMT" }</c>.</param>
    public ProfileBuilder WithContainer(Func<ContainerTemplate, ContainerTemplate> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(Draft with { Container = change(Draft.Container) });
    }

    /// <summary>Sets a label of each node; the last value of a name wins.</summary>
    /// <param name="name">Label name.</param>
    /// <param name="value">Label value.</param>
    public ProfileBuilder WithLabel(string name, string value) => With(Draft with { Labels = Draft.Labels.With(name, value) });

    /// <summary>Appends a network that each container is attached to.</summary>
    /// <param name="name">Name, also the VLAN's.</param>
    /// <param name="network">Address and prefix: <c>172.16.0.0/16</c> or <c>fd00::/64</c>.</param>
    /// <param name="gateway">The router's address on it; null: the first address of the network when a gateway is wanted.</param>
    public ProfileBuilder AddNetwork(string name, string network, string? gateway = null) =>
        With(Draft with { Networks = Draft.Networks.Add(new NetworkTemplate(name, network) { Gateway = gateway }) });

    /// <summary>Appends a network that each container is attached to.</summary>
    /// <param name="network">The network.</param>
    public ProfileBuilder AddNetwork(NetworkTemplate network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return With(Draft with { Networks = Draft.Networks.Add(network) });
    }

    /// <summary>Appends a script that each node runs when it starts.</summary>
    /// <param name="path">Path as the backend sees it.</param>
    public ProfileBuilder AddStartScript(string path) => With(Draft with { StartScripts = Draft.StartScripts.Add(path) });

    /// <summary>Checks the profile and freezes it.</summary>
    /// <returns>The profile.</returns>
    /// <exception cref="ProfileException">Something is wrong; all problems are told at once.</exception>
    public Profile Build()
    {
        ProblemList problems = new();
        ProfileRules.Check(Draft, problems);
        CheckNetworks(problems);
        OptionsCheck?.Invoke(Draft, problems);
        return problems.HasErrors ? throw new ProfileException($"Profile '{Draft.Name}'", problems.ToValueList()) : Draft;
    }

    // Whether they hold all containers is known when a plugin has counted these.
    private void CheckNetworks(ProblemList problems)
    {
        for (int i = 0; i < Draft.Networks.Count; i++)
        {
            string text = Draft.Networks[i].Network;
            if (!NetworkText.TryReadNetwork(text, out _, out _, out _))
            {
                problems.Add(NetworkText.NoNetwork(text, $"container_template.networks[{i}].network"));
            }
        }
    }

    private ProfileBuilder With(Profile profile) => this with { Draft = profile };
}
