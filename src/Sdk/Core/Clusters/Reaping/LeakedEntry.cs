namespace Scalewright.Clusters.Reaping;

/// <summary>One resource in a file of what stays.</summary>
internal sealed record LeakedEntry(string Id, string Owner, string Target, string Name, string Token, DateTimeOffset CreatedAt, string Code, string Reason)
{
    public static LeakedEntry Of(LeakedResource leaked) => new(
        leaked.Resource.Id,
        leaked.Resource.Tag.Owner.ToString(),
        leaked.Resource.Tag.Target.ToString().ToLowerInvariant(),
        leaked.Resource.Tag.Name,
        leaked.Resource.Tag.Token,
        leaked.Resource.CreatedAt,
        leaked.Problem.Code.Id,
        leaked.Problem.Found);
}
