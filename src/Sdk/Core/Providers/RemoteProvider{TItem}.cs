using Scalewright.Planning;

namespace Scalewright.Providers;

/// <summary>
/// Remote provider in which one item of the backend is one resource. Applies the rules of tokens, owners and epochs.
/// </summary>
/// <typeparam name="TItem">Item of the backend, for example a virtual machine with its tags.</typeparam>
/// <param name="settings">Name, clock and limits.</param>
public abstract class RemoteProvider<TItem>(RemoteProviderSettings settings) : RemoteProvider(settings)
    where TItem : class
{
    // Other controllers and the backend itself also change items, so conflicts can occur.
    private const int MaxAttempts = 10;

    private static readonly TimeSpan FindTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Lists the items that have an ownership tag. Changes nothing.</summary>
    /// <param name="owner">Owner of the items; null for all owners. Items of other owners are ignored.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    protected abstract Task<IReadOnlyList<TItem>> ListAsync(Owner? owner, CancellationToken cancellationToken);

    /// <summary>Converts an item to a resource.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The resource; null if the item has no valid ownership tag.</returns>
    protected abstract Resource? ToResource(TItem item);

    /// <summary>
    /// Finds the item of a step: by the ID of the resource; without an ID, by owner, target and token for a step that
    /// creates, and by owner, target and name for other steps. Default: in the list.
    /// </summary>
    /// <param name="request">The step.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The item, also if it belongs to another owner; null if it does not exist.</returns>
    protected virtual async Task<TItem?> FindAsync(StepRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Owner? owner = request.ResourceId is null ? request.Tag.Owner : null;
        IReadOnlyList<TItem> items = await ListAsync(owner, cancellationToken);
        return items.FirstOrDefault(item => ToResource(item) is { } resource && IsTarget(resource, request));
    }

    /// <summary>
    /// Returns true if targets of this kind are items of the backend. Steps of other targets succeed without a
    /// resource. Default: only nodes.
    /// </summary>
    /// <param name="target">Kind of the target.</param>
    protected virtual bool Manages(StepTarget target) => target == StepTarget.Node;

    /// <summary>Creates the item of a token, or returns the item that the token already created.</summary>
    /// <param name="request">The step.</param>
    protected abstract Task<TItem> CreateAsync(StepRequest request);

    /// <summary>Stores digest, epoch, sequence and expiry of the request in the tag of an item.</summary>
    /// <param name="request">The step.</param>
    /// <param name="item">The item as it was found.</param>
    /// <returns>The changed item; null if the item was changed since it was found. It is then found again.</returns>
    protected abstract Task<TItem?> ChangeAsync(StepRequest request, TItem item);

    /// <summary>Removes an item. An item that no longer exists is removed.</summary>
    /// <param name="request">The step.</param>
    /// <param name="item">The item as it was found.</param>
    /// <returns>True if it is removed; false if it was changed since it was found. It is then found again.</returns>
    protected abstract Task<bool> RemoveAsync(StepRequest request, TItem item);

    /// <inheritdoc/>
    protected sealed override async Task<IEnumerable<Resource?>> ListResourcesAsync(Owner? owner, CancellationToken cancellationToken) =>
        (await ListAsync(owner, cancellationToken)).Select(ToResource);

    /// <inheritdoc/>
    protected sealed override IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return requests.Select(request => new StepBatch([request], async () => [await ExecuteAsync(request)]));
    }

    private static bool IsTarget(Resource resource, StepRequest request)
    {
        if (request.ResourceId is { } id)
        {
            return resource.Id == id;
        }

        ResourceTag tag = resource.Tag;
        return resource.State != ResourceState.Deleting
            && tag.Owner == request.Tag.Owner
            && tag.Target == request.Tag.Target
            && (request.Step.Action == StepAction.Create ? tag.Token == request.Token : tag.Name == request.Tag.Name);
    }

    private Task<StepOutcome> ExecuteAsync(StepRequest request) =>
        request.Step.Action switch
        {
            StepAction.Create when Manages(request.Step.Target) => CreateItemAsync(request),
            StepAction.Change when Manages(request.Step.Target) => UpdateItemAsync(
                request,
                NotFound(request, "it no longer exists"),
                (item, resource) => ChangeItemAsync(request, item, resource)
            ),
            StepAction.Destroy when Manages(request.Step.Target) => UpdateItemAsync(
                request,
                StepOutcome.Succeeded(request),
                async (item, _) => await RemoveAsync(request, item) ? StepOutcome.Succeeded(request) : null
            ),
            _ => Task.FromResult(StepOutcome.Succeeded(request)),
        };

    private async Task<StepOutcome?> ChangeItemAsync(StepRequest request, TItem item, Resource resource)
    {
        if (resource.State == ResourceState.Deleting)
        {
            return NotFound(request, "it is being removed");
        }

        return await ChangeAsync(request, item) is { } changed ? StepOutcome.Succeeded(request, ToResource(changed)) : null;
    }

    private async Task<StepOutcome> CreateItemAsync(StepRequest request)
    {
        try
        {
            Resource? created = ToResource(await CreateAsync(request));
            return CheckCreated(request, created) is { } problem
                ? StepOutcome.Failed(request, problem)
                : StepOutcome.Succeeded(request, created);
        }
        catch (Exception failure)
        {
            BackendFailure meaning = ReadStepFailure(failure, request.Step.Name);
            bool mayExist = !meaning.IsWithoutEffect && !meaning.EndsWave;
            Resource? created = mayExist ? await FindCreatedAsync(request) : null;
            if (created is null)
            {
                throw;
            }

            Report(failure, meaning);
            return StepOutcome.Succeeded(request, created);
        }
    }

    /// <returns>The resource of the request; null if it does not exist or the backend does not respond in
    /// time.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The outcome of the creation is already reported as unknown.")]
    private async Task<Resource?> FindCreatedAsync(StepRequest request)
    {
        try
        {
            TItem? item = await FailureQuery.RunAsync(token => FindAsync(request, token), null, FindTimeout, Clock, CancellationToken.None);
            Resource? resource = item is null ? null : ToResource(item);
            return CheckCreated(request, resource) is null ? resource : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static Problem? CheckCreated(StepRequest request, Resource? created)
    {
        if (
            created?.Tag is not { } tag
            || tag.Token != request.Token
            || tag.Owner != request.Tag.Owner
            || tag.Target != request.Tag.Target
            || tag.Name != request.Tag.Name
        )
        {
            return Foreign(request, created);
        }

        return created.State == ResourceState.Deleting
            ? new Problem(
                ProblemCode.IdempotencyTokenUsed,
                "the resource that the token created is being removed",
                "plan again, with a new token"
            )
            {
                Field = request.Step.Name,
            }
            : null;
    }

    /// <summary>Finds the item of a step and changes it. Finds it again if it was changed meanwhile.</summary>
    /// <param name="change">Changes the item. Returns null if it was changed since it was found.</param>
    private async Task<StepOutcome> UpdateItemAsync(
        StepRequest request,
        StepOutcome outcomeIfMissing,
        Func<TItem, Resource, Task<StepOutcome?>> change
    )
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await FindAsync(request, CancellationToken.None) is not { } item)
            {
                return outcomeIfMissing;
            }

            if (ToResource(item) is not { } resource)
            {
                return StepOutcome.Failed(request, Foreign(request, null));
            }

            // A backend may use the ID of a removed resource for a new one.
            if (resource.Tag.Owner == request.Tag.Owner && resource.Tag.Name != request.Tag.Name)
            {
                return outcomeIfMissing;
            }

            if (StoredResourceTag.FromTag(resource.Tag, resource.CreatedAt).CheckRequest(request) is { } rejection)
            {
                return StepOutcome.Failed(request, rejection with { Field = request.Step.Name });
            }

            if (await change(item, resource) is { } outcome)
            {
                return outcome;
            }
        }

        Problem contended = new(ProblemCode.ProviderUnavailable, "it changed during each attempt", "retry the step later")
        {
            Field = request.Step.Name,
        };
        return StepOutcome.Failed(request, contended, canRetry: true);
    }

    private static Problem Foreign(StepRequest request, Resource? resource) =>
        new(
            ProblemCode.ForeignResource,
            resource is null
                ? "a resource without a valid ownership tag uses its name or ID"
                : $"'{TextEscaping.Escape(resource.Id)}' does not have its ownership tag",
            "observe again, or choose another name"
        )
        {
            Field = request.Step.Name,
        };

    private static StepOutcome NotFound(StepRequest request, string found) =>
        StepOutcome.Failed(
            request,
            new Problem(ProblemCode.ResourceNotFound, found, "check what exists and plan again") { Field = request.Step.Name }
        );
}
