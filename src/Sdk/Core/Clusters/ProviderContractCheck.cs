using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Validates responses against the contract. Violations are reported with provider and call.</summary>
internal static class ProviderContractCheck
{
    /// <exception cref="ProviderException">The provider accepts no requests.</exception>
    public static void CheckMaxBatchSize(IProvider provider)
    {
        int maxBatchSize = provider.MaxBatchSize;
        if (maxBatchSize < 1)
        {
            throw Violation(provider.Name, nameof(provider.MaxBatchSize), $"it is {maxBatchSize}, so no step can be requested");
        }
    }

    /// <summary>Checks that each resource is complete and that no ID is listed twice.</summary>
    /// <exception cref="ProviderException">A resource is incomplete, or an ID is ambiguous: a removal by this ID could
    /// remove another resource.</exception>
    public static void CheckResources(string provider, string call, ValueList<Resource> list)
    {
        HashSet<string> ids = new(list.Count, StringComparer.Ordinal);
        bool isUnique = true;
        foreach (Resource resource in list)
        {
            if (FindMissing(resource) is { } missing)
            {
                throw Violation(provider, call, $"its list contains '{TextEscaping.Escape(resource.Id ?? "")}' without {missing}");
            }

            isUnique &= resource.State == ResourceState.Deleting || ids.Add(resource.Id);
        }

        if (
            !isUnique
            && list.Where(resource => resource.State != ResourceState.Deleting)
                .GroupBy(resource => (resource.Tag.Target, resource.Id))
                .FirstOrDefault(same => same.Skip(1).Any())
                is { } twice
        )
        {
            throw Violation(provider, call, $"its list contains '{TextEscaping.Escape(twice.Key.Id)}' more than once");
        }
    }

    private static string? FindMissing(Resource resource) =>
        resource switch
        {
            { Id: null } => "an ID",
            { Tag: null } => "a tag",
            { Tag.Owner: null } => "an owner",
            { Tag.Owner.Cluster: null } => "the name of its cluster",
            { Tag.Name: null } => "a name",
            { Tag.Token: null } => "a token",
            { Tag.Group: null } => "a group",
            _ when !Enum.IsDefined(resource.Tag.Target) => "a valid target",
            _ when !Enum.IsDefined(resource.State) => "a valid state",
            _ => null,
        };

    /// <exception cref="ProviderException">The value is not an outcome of a step.</exception>
    public static void Check(string provider, StepOutcome? outcome)
    {
        if (outcome?.Token is null)
        {
            throw Violation(
                provider,
                nameof(IProvider.ApplyAsync),
                outcome is null ? "it gave null instead of an outcome" : "it gave an outcome without a token"
            );
        }
    }

    /// <exception cref="ProviderException">The outcome does not match the request.</exception>
    public static void Check(string provider, StepRequest request, StepOutcome outcome)
    {
        string? found = outcome switch
        {
            { Result: StepResult.Succeeded, Resource: null } when request.Step is CreateNode =>
                $"'{request.Step}' succeeded without a Resource, so the node cannot be found",
            { Result: StepResult.Failed, Problem: null } => $"'{request.Step}' failed without a Problem that gives the reason",
            { Result: StepResult.Succeeded, Resource: { } resource } when resource.Tag?.Owner != request.Tag.Owner =>
                $"'{request.Step}' is done and its Resource is {Whose(resource.Tag?.Owner)}",
            { Result: StepResult.Succeeded, Resource: { } resource } when resource.Tag.Name != request.Step.Name =>
                $"'{request.Step}' is done and its Resource is called '{TextEscaping.Escape(resource.Tag.Name)}'",
            { Result: StepResult.Succeeded, Resource: { } resource }
                when request.Step.Action == StepAction.Create && resource.Tag.Token != request.Token =>
                $"'{request.Step}' is done and its Resource was made by token "
                    + $"'{TextEscaping.Escape(resource.Tag.Token)}', not by '{request.Token}'",
            { Result: StepResult.Succeeded or StepResult.Failed or StepResult.Unknown } => null,
            _ => $"'{request.Step}' returned {outcome.Result}, which is not a StepResult",
        };
        if (found is not null)
        {
            throw Violation(provider, nameof(IProvider.ApplyAsync), found);
        }
    }

    public static string Whose(Owner? owner) =>
        owner is null ? "without an owner" : $"of cluster '{TextEscaping.Escape(owner.Cluster)}', lineage {owner.Lineage}";

    public static ProviderException Unresponsive(string provider, string call, TimeSpan waited, Exception cause) =>
        new(
            provider,
            [
                new Problem(ProblemCode.TimedOut, $"it has not responded for {waited}", "check whether the provider answers")
                {
                    Field = call,
                },
            ],
            cause
        );

    public static ProviderException Violation(string provider, string call, string found, Exception? cause = null) =>
        new(
            provider,
            [
                new Problem(ProblemCode.ProviderContractViolation, found, "fix the provider; IProvider documents what it must return")
                {
                    Field = call,
                },
            ],
            cause
        );
}
