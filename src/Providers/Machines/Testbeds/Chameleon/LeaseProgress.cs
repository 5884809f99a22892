namespace Scalewright.Providers.Chameleon;

/// <summary>How far a lease has come.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Lease">Its id there.</param>
public sealed record LeaseProgress(string Region, string Lease)
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>The service's word for what it is doing, as in <c>PENDING</c> or <c>ACTIVE</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>How many machines it has, or will have.</summary>
    public int Machines { get; init; }

    /// <summary>Its nodes.</summary>
    public int Nodes { get; init; }

    /// <summary>Those of them that can be used.</summary>
    public int Ready { get; init; }

    /// <summary>Those of them that will not be ready by themselves.</summary>
    public int Failed { get; init; }

    /// <summary>The most servers that were made for one of its nodes.</summary>
    public int Servers { get; init; }

    /// <summary>Why servers could not be made; empty: nothing is known.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether nothing changes any more by itself, until it ends.</summary>
    public bool IsSettled => Status is not ("PENDING" or "STARTING" or "TERMINATING") && Ready + Failed == Nodes;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Region}/{Name} {Status}: {Ready} of {CountText.Of(Nodes, "node")} ready{(Failed > 0 ? $", {Failed} failed" : "")}{(Status == "PENDING" ? $", starts {StartsAt:yyyy-MM-dd HH:mm:ss}" : "")}");
}
