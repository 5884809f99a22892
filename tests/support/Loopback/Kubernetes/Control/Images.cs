using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes.Control;

/// <summary>
/// Images of containers: each exists, except those whose name contains <c>no-such-image</c> and those of registries
/// below <c>.invalid</c>, which no name server knows (RFC 6761). Messages of the kubelet and of containerd 1.7.
/// </summary>
internal static partial class Images
{
    /// <summary>Returns the state <c>waiting</c> of a container whose image cannot be used; null if it can.</summary>
    /// <param name="isRepeated">Whether the kubelet waits before it pulls again.</param>
    public static JsonObject? FindObstacle(JsonObject container, bool isRepeated)
    {
        string image = container.Text("image");
        return (FindPullError(image), container.Text("imagePullPolicy")) switch
        {
            _ when !Syntax().IsMatch(image) => Waiting(
                "InvalidImageName",
                $"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": invalid reference format"
            ),
            (null, _) => null,
            (_, "Never") => Waiting("ErrImageNeverPull", $"Container image \"{image}\" is not present with pull policy of Never"),
            ({ } error, _) when isRepeated => Waiting("ImagePullBackOff", $"Back-off pulling image \"{image}\": ErrImagePull: {error}"),
            ({ } error, _) => Waiting("ErrImagePull", error),
        };
    }

    private static string? FindPullError(string image)
    {
        string full = FullNameOf(image);
        string host = full.Split('/')[0];
        string failure = $"failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\"";
        if (host.Split(':')[0].EndsWith(".invalid", StringComparison.Ordinal))
        {
            (string repository, string tag) = SplitTag(full[(host.Length + 1)..]);
            return $"rpc error: code = Unknown desc = {failure}: failed to do request: Head \"https://{host}/v2/{repository}/manifests/{tag}\": dial tcp: lookup {host.Split(':')[0]}: no such host";
        }

        return image.Contains("no-such-image", StringComparison.Ordinal)
            ? $"rpc error: code = NotFound desc = {failure}: {full}: not found"
            : null;
    }

    private static string FullNameOf(string image)
    {
        string first = image.Split('/')[0];
        bool hasHost = image.Contains('/', StringComparison.Ordinal) && (first.AsSpan().ContainsAny('.', ':') || first == "localhost");
        string library = image.Contains('/', StringComparison.Ordinal) ? "" : "library/";
        string full = hasHost ? image : $"docker.io/{library}{image}";
        return full.Split('/')[^1].AsSpan().ContainsAny(':', '@') ? full : $"{full}:latest";
    }

    private static (string Repository, string Tag) SplitTag(string path)
    {
        int at = path.LastIndexOfAny([':', '@']);
        return (path[..at].Split(':')[0], path[(at + 1)..]);
    }

    private static JsonObject Waiting(string reason, string message) =>
        new()
        {
            ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message },
        };

    // github.com/distribution/reference: an optional host, the repository in lower case, a tag and a digest.
    [GeneratedRegex(
        "^([a-zA-Z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@[a-z0-9]+:[a-f0-9]+)?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex Syntax();
}
