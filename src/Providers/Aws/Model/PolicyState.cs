using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Scalewright.Decisions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>State of a policy between decisions.</summary>
/// <param name="About">Subject of the state, for example clouds or settings; if it changes, the policy starts
/// over.</param>
internal sealed record PolicyState(string About)
{
    /// <summary>Version of the form; 0 for the first one, without names.</summary>
    public int Version { get; init; }

    /// <summary>Name of the policy; empty in version 0.</summary>
    public string Policy
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Names of the numbers: <see cref="PolicyStateLayouts"/>; empty in version 0.</summary>
    public string Layout
    {
        get;
        init => field = value ?? "";
    } = "";

    [JsonConverter(typeof(ValueListConverter<long>))]
    public ValueList<long> Numbers
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Creates the form in which the state of a policy is stored now, without numbers.</summary>
    public static PolicyState Describe(string about, ISizingPolicy policy) =>
        Describe(about, PolicyInvoker.GetName(policy), PolicyStateLayouts.Describe(policy));

    /// <inheritdoc cref="Describe(string, ISizingPolicy)"/>
    public static PolicyState Describe(string about, IPlacementPolicy policy) =>
        Describe(about, PolicyInvoker.GetName(policy), PolicyStateLayouts.Describe(policy));

    /// <summary>Restores the numbers of a policy of a group. Logs a warning if their meaning may differ.</summary>
    /// <param name="key">Key of the stored state.</param>
    /// <param name="field">Kind of the policy, for the warning.</param>
    /// <param name="length">Current number of numbers.</param>
    /// <param name="isNew">True if the policy starts over, with zeros.</param>
    public long[] Recall(GroupRecord group, string key, string field, int length, ILogger logger, out bool isNew)
    {
        string? difference = null;
        isNew =
            !group.Memories.TryGetValue(key, out PolicyState? stored)
            || stored.About != About
            || (stored.Version > 0 && stored.Policy != Policy)
            || (difference = PolicyStateLayouts.FindDifference(stored.Version, stored.Layout, stored.Numbers.Count, Layout, length))
                is not null;
        if (difference is not null)
        {
            AutoScalingLog.StateNotRestored(logger, group.Name, PolicyStateLayouts.CreateProblem(field, Policy, difference));
        }

        return isNew ? new long[length] : [.. stored!.Numbers];
    }

    private static PolicyState Describe(string about, string policy, string layout) =>
        new(about)
        {
            Version = PersistedEngineState.CurrentVersion,
            Policy = policy,
            Layout = layout,
        };
}
