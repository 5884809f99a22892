namespace Scalewright.Clusters;

/// <summary>Result of the transfer of a file to or from one of several nodes.</summary>
/// <param name="Node">The node.</param>
/// <param name="Content">Content of the file; empty if the transfer failed.</param>
/// <param name="Problem">Reason why the transfer failed; null if it succeeded.</param>
public sealed record NodeFileResult(Node Node, ReadOnlyMemory<byte> Content, Problem? Problem)
{
    /// <summary>True if the file was transferred.</summary>
    public bool Succeeded => Problem is null;

    internal static async Task<NodeFileResult> CreateAsync(Node node, Func<Task<ReadOnlyMemory<byte>>> transfer)
    {
        try
        {
            return new NodeFileResult(node, await transfer(), Problem: null);
        }
        catch (ScalewrightException exception)
        {
            return new NodeFileResult(node, default, exception.Problems[0]);
        }
    }
}
