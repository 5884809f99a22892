using Scalewright.Planning;

namespace Scalewright.Clusters;

/// <summary>
/// A cluster that was checked and planned, but not changed yet; from
/// <see cref="ClusterBuilder.PrepareAsync(CancellationToken)"/>. Holds no lock and nothing to dispose.
/// </summary>
public sealed class PreparedCluster
{
    private readonly ClusterBuilder _builder;
    private readonly Survey _survey;

    internal PreparedCluster(ClusterBuilder builder, Plan plan, ValueList<Problem> warnings, Survey survey)
    {
        (_builder, _survey) = (builder, survey);
        (Plan, Warnings) = (plan, warnings);
    }

    /// <summary>Steps that provisioning would execute for the resources that were found.</summary>
    public Plan Plan { get; }

    /// <summary>Warnings of the provider about the topology, and of an existing state.</summary>
    public ValueList<Problem> Warnings { get; }

    /// <summary>
    /// Creates the cluster, or opens the one in the folder, and makes it match the topology, as
    /// <see cref="ClusterBuilder.ProvisionAsync(CancellationToken)"/> does. Does not repeat what was found less than 30
    /// seconds ago, by the clock of the provider.
    /// </summary>
    /// <param name="judge">Returns the problems of the plan for the resources that exist when the state is locked, before
    /// any step. If one of them is an error, the cluster is closed without a change. Null: no problems.</param>
    /// <param name="cancellationToken">Stops after the steps in progress. Their results are recorded.</param>
    /// <exception cref="ClusterException">Settings are invalid, the provider rejects the topology, the plan has an error,
    /// or a step failed. Without a folder, created resources are removed again.</exception>
    /// <exception cref="Journals.StateException">The state is locked, damaged, an older copy or in a newer format, or the
    /// disk failed.</exception>
    /// <exception cref="Providers.ProviderException">The provider cannot be used.</exception>
    public Task<Cluster> ProvisionAsync(
        Func<Plan, Task<ValueList<Problem>>>? judge = null,
        CancellationToken cancellationToken = default
    ) => _builder.OpenAsync(Opening.Provision with { Judge = judge }, _survey, cancellationToken);
}
