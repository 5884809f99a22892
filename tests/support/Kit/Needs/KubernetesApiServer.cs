namespace Tests.Shared;

/// <summary>
/// API server of a Kubernetes cluster for tests. <c>SCALEWRIGHT_KUBERNETES</c> is its address and a token, separated by
/// a space; <c>SCALEWRIGHT_KUBERNETES_IMAGE</c> is an image with a shell and the ready-made agent on its path.
/// </summary>
public sealed record KubernetesApiServer(Uri Address, string Token, string Image)
{
    private const string Variable = "SCALEWRIGHT_KUBERNETES";

    /// <summary>Null if a variable is missing or invalid.</summary>
    public static KubernetesApiServer? Found { get; } = Find();

    /// <summary>Reason why tests cannot use it.</summary>
    public static string? MissingReason =>
        Found is null
            ? $"{Variable} is not an address and token as in 'https://10.0.0.1:6443 TOKEN', or {Variable}_IMAGE names no image"
            : null;

    private static KubernetesApiServer? Find() =>
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var address, var token]
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? server)
        && Environment.GetEnvironmentVariable($"{Variable}_IMAGE") is { Length: > 0 } image
            ? new KubernetesApiServer(server, token, image)
            : null;
}
