namespace Scalewright.Providers.Containers.Client;

/// <summary>Parts of the name of an image.</summary>
/// <param name="Repository">Name without tag and digest.</param>
/// <param name="Tag">Tag; <c>latest</c> if the name has neither a tag nor a digest, empty with a digest.</param>
/// <param name="Digest">Digest, for example <c>sha256:...</c>; empty for none.</param>
internal sealed record ImageReference(string Repository, string Tag, string Digest)
{
    /// <summary>Registry of names without one.</summary>
    public const string DefaultRegistry = "docker.io";

    private const string DefaultTag = "latest";

    /// <summary>Host of the registry, with its port if there is one.</summary>
    public string Registry
    {
        get
        {
            // github.com/distribution/reference: the first part is a host if it looks like one.
            int end = Repository.IndexOf('/', StringComparison.Ordinal);
            string first = end < 0 ? "" : Repository[..end];
            return first == "localhost" || first.AsSpan().ContainsAny('.', ':') ? first : DefaultRegistry;
        }
    }

    public static ImageReference Parse(string image)
    {
        int at = image.IndexOf('@', StringComparison.Ordinal);
        string name = at < 0 ? image : image[..at];
        string digest = at < 0 ? "" : image[(at + 1)..];
        int colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            return new ImageReference(name[..colon], name[(colon + 1)..], digest);
        }

        return new ImageReference(name, digest.Length > 0 ? "" : DefaultTag, digest);
    }

    /// <summary>Returns the name with its tag or digest.</summary>
    public override string ToString() => Digest.Length > 0 ? $"{Repository}@{Digest}" : $"{Repository}:{Tag}";
}
