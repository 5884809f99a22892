namespace Scalewright.Profiles;

/// <summary>Builds a <see cref="Profile"/>. Immutable: each call returns a new builder that can be shared.</summary>
public sealed record ProfileBuilder
{
    internal ProfileBuilder(Profile profile) => Draft = profile;

    internal Profile Draft { get; init; }

    internal Action<Profile, ProblemList>? OptionsCheck { get; init; }

    /// <summary>Sets the number of units. The plugin defines the unit.</summary>
    /// <param name="count">1 or more.</param>
    public ProfileBuilder WithCount(int count) => With(Draft with { Count = count });

    /// <summary>Sets the total number of containers.</summary>
    /// <param name="count">0 or more.</param>
    public ProfileBuilder WithContainerCount(int count) => With(Draft with { ContainerCount = count });

    /// <summary>Sets the number of containers on a full node.</summary>
    /// <param name="containersPerNode">0 or more.</param>
    public ProfileBuilder WithContainersPerNode(int containersPerNode) => With(Draft with { ContainersPerNode = containersPerNode });

    /// <summary>Sets the prefix of host names.</summary>
    /// <param name="prefix">Letters, digits, dots, underscores and hyphens.</param>
    public ProfileBuilder WithHostnamePrefix(string prefix) => With(Draft with { HostnamePrefix = prefix });

    /// <summary>Changes the template of the nodes.</summary>
    /// <param name="configure">Returns the new template: <c>node => node with { Cpus = 2 }</c>.</param>
    public ProfileBuilder WithNode(Func<NodeTemplate, NodeTemplate> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return With(Draft with { NodeTemplate = configure(Draft.NodeTemplate) });
    }

    /// <summary>Changes the template of the containers.</summary>
    /// <param name="configure">Returns the new template: <c>box => box with { Gateway = "MGMT" }</c>.</param>
    public ProfileBuilder WithContainer(Func<ContainerTemplate, ContainerTemplate> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return With(Draft with { ContainerTemplate = configure(Draft.ContainerTemplate) });
    }

    /// <summary>Sets a label of each node. The last value of a name wins.</summary>
    /// <param name="name">Label name.</param>
    /// <param name="value">Label value.</param>
    public ProfileBuilder WithLabel(string name, string value) => With(Draft with { Labels = Draft.Labels.With(name, value) });

    /// <summary>Adds a network to which each container is attached.</summary>
    /// <param name="name">Name of the network and its VLAN.</param>
    /// <param name="network">Address and prefix: <c>172.16.0.0/16</c> or <c>fd00::/64</c>.</param>
    /// <param name="gateway">Address of the router. Null: first address of the network if required.</param>
    public ProfileBuilder AddNetwork(string name, string network, string? gateway = null) =>
        With(Draft with { Networks = Draft.Networks.Add(new NetworkTemplate(name, network) { Gateway = gateway }) });

    /// <summary>Adds a network to which each container is attached.</summary>
    /// <param name="network">The network.</param>
    public ProfileBuilder AddNetwork(NetworkTemplate network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return With(Draft with { Networks = Draft.Networks.Add(network) });
    }

    /// <summary>Adds a script that each node runs at startup.</summary>
    /// <param name="path">Path, which the backend resolves.</param>
    public ProfileBuilder AddStartupScript(string path) => With(Draft with { StartupScripts = Draft.StartupScripts.Add(path) });

    /// <summary>
    /// Creates the nodes when all nodes of another profile are ready, and removes them before those nodes.
    /// </summary>
    /// <param name="profile">Name of the other profile of the same topology.</param>
    public ProfileBuilder StartAfter(string profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return With(Draft with { After = Draft.After.Add(profile) });
    }

    /// <summary>Validates the profile and returns it.</summary>
    /// <returns>The profile.</returns>
    /// <exception cref="ProfileException">The profile is invalid. The exception lists all problems.</exception>
    public Profile Build()
    {
        ProblemList problems = new();
        ProfileRules.Check(Draft, problems);
        CheckNetworks(problems);
        OptionsCheck?.Invoke(Draft, problems);
        return problems.HasErrors ? throw new ProfileException($"Profile '{Draft.Name}'", problems.ToValueList()) : Draft;
    }

    // The size of the networks is checked during expansion, because only the plugin knows the number of containers.
    private void CheckNetworks(ProblemList problems)
    {
        for (int i = 0; i < Draft.Networks.Count; i++)
        {
            string text = Draft.Networks[i].Network;
            if (!NetworkParser.TryReadNetwork(text, out _, out _, out _))
            {
                problems.Add(NetworkParser.NoNetwork(text, $"container_template.networks[{i}].network"));
            }
        }
    }

    private ProfileBuilder With(Profile profile) => this with { Draft = profile };
}
