namespace Scalewright.Storage;

/// <summary>Name of a simulated server: <c>test007</c>, fully qualified <c>test007.localdomain</c>.</summary>
/// <param name="Node">Name without the domain.</param>
public sealed record ServerName(string Node)
{
    private const string Domain = ".localdomain";

    /// <summary>Fully qualified name.</summary>
    public string Fqdn => Node + Domain;

    /// <summary>Creates the name of a storage server: <c>test</c> and the index with at least three digits.</summary>
    /// <param name="index">Index of the server, 0 or more.</param>
    public static ServerName ForServer(int index) => new($"test{index:000}");

    /// <summary>Creates the name of a worker: <c>worker</c> and the index with at least three digits.</summary>
    /// <param name="index">Index of the worker, 0 or more.</param>
    public static ServerName ForWorker(int index) => new($"worker{index:000}");

    /// <summary>Creates a name from its short or fully qualified form.</summary>
    /// <param name="text">Name, for example <c>test007</c> or <c>test007.localdomain</c>.</param>
    public static ServerName Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new ServerName(text.EndsWith(Domain, StringComparison.Ordinal) ? text[..^Domain.Length] : text);
    }

    /// <inheritdoc/>
    public override string ToString() => Fqdn;
}
