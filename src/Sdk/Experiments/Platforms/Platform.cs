using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>A kind of place that hosts come from, with the keys of its section. Registered by <see cref="PlatformList.With"/>.</summary>
public abstract class Platform
{
    /// <summary>What stands behind <c>type</c>; case counts.</summary>
    public abstract string Type { get; }

    /// <summary>Keys in lower case that each section must have.</summary>
    public virtual ValueList<string> RequiredFields => [];

    /// <summary>
    /// Keys in lower case that a section may have besides <see cref="RequiredFields"/> and the numbers of hosts; default none. A program may
    /// warn of others.
    /// </summary>
    public virtual ValueList<string> OptionalFields => [];

    /// <summary>True when machines are there before they are set up and stay when they are destroyed, with all that was installed on them; default false.</summary>
    public virtual bool KeepsMachines => false;

    /// <summary>Adds a problem for each thing that is wrong; needed keys are looked for before.</summary>
    /// <param name="section">The section.</param>
    /// <param name="problems">Where problems go.</param>
    public virtual void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (string key in (string[])["control", "producers", "consumers", PlatformSection.InstanceCountKey])
        {
            section.CheckCount(key, problems, MaxCount(key));
        }
    }

    /// <summary>Returns the largest number that a key may have; default <see cref="PlatformSection.HostsMax"/>.</summary>
    /// <param name="key"><c>control</c>, <c>producers</c>, <c>consumers</c> or <c>instance_count</c>.</param>
    protected virtual int MaxCount(string key) => PlatformSection.HostsMax;

    /// <summary>
    /// Counts the instances that the section asks for: its <c>instance_count</c> as it is written, else the sum of its roles. Pure.
    /// </summary>
    /// <param name="section">A section that is valid.</param>
    public virtual int CountInstances(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return section.InstanceCount ?? CountRoles(section);
    }

    /// <summary>Counts the hosts of all roles.</summary>
    /// <param name="section">A section that is valid.</param>
    private protected static int CountRoles(PlatformSection section) =>
        section.Count("control", 0) + section.Count("producers", 0) + section.Count("consumers", 0);

    /// <summary>Makes the hosts, or takes those that are there; doing it again gives the same.</summary>
    /// <param name="section">A section that is valid.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The hosts.</returns>
    public abstract Task<Inventory> SetUpAsync(PlatformSection section, CancellationToken cancellationToken = default);

    /// <summary>Gives the hosts back. Succeeds when they are gone already, and when setting up never came to its end.</summary>
    /// <param name="section">The section as it was when it was set up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default);
}
