namespace Tests.Shared;

public static class Applied
{
    /// <summary>All outcomes of a wave, at once.</summary>
    public static async Task<ValueList<StepOutcome>> ApplyAllAsync(
        this IProvider provider,
        ValueList<StepRequest> orders,
        CancellationToken cancellationToken = default
    ) => [.. await provider.ApplyAsync(orders, cancellationToken).ToListAsync(CancellationToken.None)];

    public static async Task<StepOutcome> ApplyOneAsync(this IProvider provider, StepRequest order) =>
        (await provider.ApplyAllAsync([order])).Single();
}
