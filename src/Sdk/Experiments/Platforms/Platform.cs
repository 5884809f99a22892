using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Platforms;

/// <summary>Source of hosts with its configuration keys. Registered with <see cref="PlatformList.With"/>.</summary>
public abstract class Platform
{
    /// <summary>Value of the key <c>type</c>; case-sensitive.</summary>
    public abstract string Type { get; }

    /// <summary>Required keys of a section, in lower case.</summary>
    public virtual ValueList<string> RequiredFields => [];

    /// <summary>
    /// Optional keys of a section, in lower case, besides <see cref="RequiredFields"/> and the host counts. Default
    /// empty. Programs may warn about other keys.
    /// </summary>
    public virtual ValueList<string> OptionalFields => [];

    /// <summary>
    /// True if the machines exist before provisioning and remain, with all installed software, after deletion. Default
    /// false.
    /// </summary>
    public virtual bool HasExistingMachines => false;

    /// <summary>Adds all problems of a section. Required keys are checked before the call.</summary>
    /// <param name="section">The section.</param>
    /// <param name="problems">Receives the problems.</param>
    public virtual void Validate(PlatformSection section, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (string key in (string[])["control", "producers", "consumers", PlatformSection.InstanceCountKey])
        {
            section.CheckCount(key, problems, GetMaxCount(key));
        }
    }

    /// <summary>Returns the maximum value of a count. Default <see cref="PlatformSection.MaxHosts"/>.</summary>
    /// <param name="key"><c>control</c>, <c>producers</c>, <c>consumers</c> or <c>instance_count</c>.</param>
    protected virtual int GetMaxCount(string key) => PlatformSection.MaxHosts;

    /// <summary>Counts the instances of a section: <c>instance_count</c> or the sum of its roles. Pure.</summary>
    /// <param name="section">A valid section.</param>
    public virtual int CountInstances(PlatformSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return section.InstanceCount ?? CountRoles(section);
    }

    /// <summary>Adds a warning for each key that is set and has no effect.</summary>
    private protected static void WarnUnapplied(PlatformSection section, ValueList<string> keys, ProblemList problems)
    {
        foreach (string key in keys.Where(key => section.GetText(key) is not null))
        {
            problems.Add(
                section.ProblemAt(
                    key,
                    ProblemCode.UnknownField,
                    $"{section.Type} does not apply it",
                    "leave it out, or keep it for other programs"
                ) with
                {
                    Severity = ProblemSeverity.Warning,
                }
            );
        }
    }

    private protected static int CountRoles(PlatformSection section) =>
        section.GetCount("control", 0) + section.GetCount("producers", 0) + section.GetCount("consumers", 0);

    /// <summary>Provisions the hosts, or returns the existing ones. Idempotent.</summary>
    /// <param name="section">A valid section.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The hosts.</returns>
    public abstract Task<Inventory> ProvisionAsync(PlatformSection section, CancellationToken cancellationToken = default);

    /// <summary>Deletes the hosts. Succeeds if they no longer exist, or if provisioning did not complete.</summary>
    /// <param name="section">The section with which the hosts were provisioned.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public abstract Task DestroyAsync(PlatformSection section, CancellationToken cancellationToken = default);
}
