using System.ComponentModel;
using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions;

/// <summary>
/// Layouts of policy states: names and types of their values, in order. A stored state is only read with its layout.
/// </summary>
public static class PolicyStateLayouts
{
    /// <summary>Layout of a state that must not be read again, because its fields are not known.</summary>
    internal const string Unknown = "<unknown>";

    /// <summary>Starts the layout of each policy that is not part of this library.</summary>
    private const string Custom = "custom ";

    private static readonly ConcurrentDictionary<string, string> Registered = new(StringComparer.Ordinal);

    /// <summary>Registers the fields of the state of a policy. Called by generated code.</summary>
    /// <param name="policy">Full name of the type of the policy.</param>
    /// <param name="layout">Types and names of the fields of its state, in order.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Register(string policy, string layout) =>
        Registered.AddOrUpdate(policy, layout, (_, registered) => registered == layout ? registered : Unknown);

    internal static string Find(Type policy) => Registered.GetValueOrDefault(policy.FullName ?? "", Unknown);

    internal static string Describe(ISizingPolicy policy) => Describe(policy, policy.StateLayout);

    internal static string Describe(IPlacementPolicy policy) => Describe(policy, policy.StateLayout);

    internal static string Describe(IForecaster forecaster) =>
        Describe(forecaster, forecaster.StateLength.ToString(CultureInfo.InvariantCulture));

    /// <summary>Returns the layout of own values followed by the states of inner policies.</summary>
    internal static string Join(string layout, params IEnumerable<ISizingPolicy> inner) =>
        string.Join(", ", inner.Select(static policy => Describe(policy)).Prepend(layout).Where(static part => part.Length > 0));

    /// <summary>Returns true if all parts of a state belong to policies of this library, whose layouts are fixed.</summary>
    internal static bool IsBuiltIn(string layout) => !layout.Contains(Custom, StringComparison.Ordinal);

    /// <summary>
    /// Returns why a stored state must not be read, as the end of a sentence; null if it can be read.
    /// </summary>
    /// <param name="version">Version of the stored form; 0 for the one without names.</param>
    /// <param name="stored">Stored layout; null if missing.</param>
    /// <param name="count">Number of stored values.</param>
    /// <param name="layout">Current layout of the policy.</param>
    /// <param name="length">Current number of values; null for any.</param>
    internal static string? FindDifference(int version, string? stored, int count, string layout, int? length) =>
        version switch
        {
            _ when count == 0 && length is null or 0 => null,
            0 when !IsBuiltIn(layout) => "was stored by an earlier version, without names",
            > PersistedEngineState.CurrentVersion => string.Create(
                CultureInfo.InvariantCulture,
                $"was stored by a later version, as version {version}"
            ),
            not 0 when layout.Contains(Unknown, StringComparison.Ordinal) => "has fields without registered names",
            not 0 when stored != layout => $"was stored as '{TextEscaping.Escape(stored ?? "")}', but is now '{layout}'",
            _ when length is { } expected && count != expected => string.Create(
                CultureInfo.InvariantCulture,
                $"was stored with {count} values, but now has {expected}"
            ),
            _ => null,
        };

    /// <summary>Returns the warning about a state that was not read.</summary>
    /// <param name="field">Option with the policy.</param>
    /// <param name="difference">Result of <see cref="FindDifference"/>.</param>
    internal static Problem CreateProblem(string field, string policy, string difference) =>
        new(
            ProblemCode.PolicyStateNotRestored,
            $"the state of '{TextEscaping.Escape(policy)}' {difference}; the policy starts with a new state",
            "wait for its cooldowns before the next change, or restore the policy as it was stored"
        )
        {
            Field = field,
            Severity = ProblemSeverity.Warning,
        };

    private static string Describe(object policy, string layout) =>
        (policy.GetType().Namespace == typeof(FixedSizing).Namespace ? "" : Custom) + $"{policy.GetType().Name}({layout})";
}
