using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Rules for the responses of providers, and the problems of violations. Pure.</summary>
internal static class ProviderResponses
{
    private const int MaxPairs = 16;

    /// <exception cref="ProviderException">The provider accepts no requests.</exception>
    public static void CheckMaxBatchSize(IProvider provider)
    {
        int maxBatchSize = provider.MaxBatchSize;
        if (maxBatchSize < 1)
        {
            throw Violation(provider.Name, nameof(provider.MaxBatchSize), $"it is {maxBatchSize}, so no step can be requested");
        }
    }

    /// <summary>Finds what is wrong with a list of any kind; null if it can be used.</summary>
    public static string? FindProblem<T>(ValueList<T>? list)
        where T : class
    {
        if (list is null)
        {
            return "it gave null instead of a list";
        }

        foreach (T item in list)
        {
            if (item is null)
            {
                return "its list contains null";
            }
        }

        return null;
    }

    /// <summary>
    /// Finds what is wrong with a list of resources: an incomplete or foreign resource, or an ID that is listed twice.
    /// A removal by such an ID could remove another resource.
    /// </summary>
    /// <param name="owner">Owner of the queried resources; null: all owners.</param>
    public static string? FindProblem(ValueList<Resource>? list, Owner? owner)
    {
        if (FindProblem(list) is { } fault)
        {
            return fault;
        }

        foreach (Resource resource in list!)
        {
            if (FindMissing(resource) is { } missing)
            {
                return $"its list contains '{TextEscaping.Escape(resource.Id ?? "")}' without {missing}";
            }
        }

        return (HasUniqueIds(list) ? null : FindDuplicate(list)) ?? FindForeign(list, owner);
    }

    /// <summary>Short lists are compared in pairs: each query of a small cluster would allocate a set otherwise.</summary>
    private static bool HasUniqueIds(ValueList<Resource> list)
    {
        if (list.Count > MaxPairs)
        {
            HashSet<string> ids = new(list.Count, StringComparer.Ordinal);
            return list.All(resource => resource.State == ResourceState.Deleting || ids.Add(resource.Id));
        }

        for (int index = 1; index < list.Count; index++)
        {
            for (int earlier = 0; earlier < index; earlier++)
            {
                if (
                    string.Equals(list[index].Id, list[earlier].Id, StringComparison.Ordinal)
                    && list[index].State != ResourceState.Deleting
                    && list[earlier].State != ResourceState.Deleting
                )
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static string? FindDuplicate(ValueList<Resource> list) =>
        list.Where(resource => resource.State != ResourceState.Deleting)
            .GroupBy(resource => (resource.Tag.Target, resource.Id))
            .FirstOrDefault(same => same.Skip(1).Any())
            is { } duplicate
            ? $"its list contains '{TextEscaping.Escape(duplicate.Key.Id)}' more than once"
            : null;

    private static string? FindForeign(ValueList<Resource> list, Owner? owner)
    {
        if (owner is null)
        {
            return null;
        }

        foreach (Resource resource in list)
        {
            if (resource.Tag.Owner != owner)
            {
                return $"it was queried for resources {Whose(owner)}, but lists '{TextEscaping.Escape(resource.Id)}', "
                    + $"which is {Whose(resource.Tag.Owner)}";
            }
        }

        return null;
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

    /// <summary>Finds what is wrong with a value that should be an outcome of a step; null if it can be used.</summary>
    public static string? FindProblem(StepOutcome? outcome) =>
        outcome switch
        {
            null => "it gave null instead of an outcome",
            { Token: null } => "it gave an outcome without a token",
            _ => null,
        };

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

    /// <summary>
    /// Describes a cancellation that no caller requested. Some clients report a timeout in this way.
    /// </summary>
    /// <param name="isChange">True if the call may have changed something.</param>
    public static ProviderException UnexpectedCancellation(string provider, string call, OperationCanceledException cause, bool isChange) =>
        new(
            provider,
            [
                new Problem(
                    ProblemCode.ProviderContractViolation,
                    $"it canceled although no caller requested cancellation: {cause.GetType().Name}: "
                        + $"{TextEscaping.Escape(cause.Message)}",
                    "check whether the provider answers; the provider should throw a ProviderException with IsTransient"
                )
                {
                    Field = call,
                },
            ],
            cause
        )
        {
            IsTransient = !isChange,
            IsOutcomeUnknown = isChange,
        };

    public static ProviderException Unexpected(string provider, string call, Exception cause) =>
        Violation(provider, call, $"it threw {cause.GetType().Name}: {TextEscaping.Escape(cause.Message)}", cause);

    /// <summary>
    /// Returns true for exceptions that violate a contract. Types derived from InvalidOperationException do not.
    /// </summary>
    public static bool IsUnexpected(Exception exception) =>
        exception is not (ScalewrightException or OperationCanceledException)
        && (exception is not InvalidOperationException || exception.GetType() == typeof(InvalidOperationException));
}
