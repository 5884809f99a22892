namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>What a label must be like.</summary>
internal sealed record LabelRule
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public IReadOnlyList<string>? Values { get; init; }

    public bool Holds(Dictionary<string, string>? labels)
    {
        string? found = labels?.GetValueOrDefault(Key ?? "");
        bool isListed = found is not null && Values?.Contains(found, StringComparer.Ordinal) == true;
        return Operator switch { "In" => isListed, "NotIn" => !isListed, "Exists" => found is not null, "DoesNotExist" => found is null, _ => false };
    }
}
