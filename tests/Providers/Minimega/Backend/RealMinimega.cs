namespace Minimega.Tests.Backend;

/// <param name="Socket">From <c>SCALEWRIGHT_MINIMEGA</c>.</param>
/// <param name="Image">Its init runs <c>miniccc</c>; from <c>SCALEWRIGHT_MINIMEGA_IMAGE</c>.</param>
internal sealed record RealMinimega(string Socket, string Image)
{
    /// <summary>The one that the environment names; null if none.</summary>
    public static RealMinimega? Found { get; } = Find();

    public MinimegaOptions Options => new() { SocketPath = Socket, DefaultNodeKind = MinimegaNodeKind.Container };

    public NodeSpec Specify(string name) =>
        new(name, 1)
        {
            Hardware = new() { Image = Image, MemoryMiB = 64 },
        };

    private static RealMinimega? Find() =>
        Environment.GetEnvironmentVariable("SCALEWRIGHT_MINIMEGA") is { Length: > 0 } socket
        && Environment.GetEnvironmentVariable("SCALEWRIGHT_MINIMEGA_IMAGE") is { Length: > 0 } image
            ? new RealMinimega(socket, image)
            : null;
}
