namespace Scalewright.Storage;

/// <summary>The name of a simulated server: <c>test007</c>, in full <c>test007.localdomain</c>.</summary>
/// <param name="Node">The name without a domain.</param>
public sealed record ServerName(string Node)
{
    private const string Domain = ".localdomain";

    /// <summary>The name with its domain.</summary>
    public string Fqdn => Node + Domain;

    /// <summary>The name of a storage server: <c>test</c> and at least three digits.</summary>
    /// <param name="index">Its index, 0 or more.</param>
    public static ServerName OfServer(int index) => new($"test{index:000}");

    /// <summary>The name of a worker: <c>worker</c> and at least three digits.</summary>
    /// <param name="index">Its index, 0 or more.</param>
    public static ServerName OfWorker(int index) => new($"worker{index:000}");

    /// <summary>The name from either form of it.</summary>
    /// <param name="text"><c>test007</c> or <c>test007.localdomain</c>.</param>
    public static ServerName Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new ServerName(text.EndsWith(Domain, StringComparison.Ordinal) ? text[..^Domain.Length] : text);
    }

    /// <inheritdoc/>
    public override string ToString() => Fqdn;
}
