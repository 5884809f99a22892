using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.Kubernetes;

/// <summary>Address of a cluster's API and credentials of the caller.</summary>
/// <param name="Server">Address, for example <c>https://10.0.0.1:6443</c>.</param>
public sealed record KubernetesClientOptions(Uri Server)
{
    internal static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    private const string PodFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Namespace of the pods. Default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Bearer token. Empty, the default, uses <see cref="TokenFile"/>, if set.</summary>
    public string Token { get; init; } = "";

    /// <summary>
    /// File that contains the token and is updated when the token expires. Empty, the default: no file.
    /// </summary>
    public string TokenFile { get; init; } = "";

    /// <summary>
    /// Certificate authorities that are trusted to sign the server's certificate. Default empty: those that this
    /// machine trusts.
    /// </summary>
    public ValueList<X509Certificate2> CertificateAuthorities { get; init; } = [];

    /// <summary>Client certificate with its key. Default null: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Indicates whether the server's certificate is accepted without verification. Default false.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>
    /// Name that the server's certificate must contain and that is sent as the host name. Empty, the default, uses the
    /// host of the address.
    /// </summary>
    public string TlsServerName { get; init; } = "";

    /// <summary>
    /// Proxy for all requests: an <c>http://</c>, <c>https://</c> or <c>socks5://</c> address. Null, the default, uses
    /// the proxy of the environment, if any.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>Program that prints the token, from a kubeconfig file; null for none.</summary>
    internal Client.CredentialProgram? Program { get; init; }

    /// <summary>Base address to which paths are appended.</summary>
    internal Uri Root => new($"{Server.AbsoluteUri.TrimEnd('/')}/");

    /// <summary>
    /// Reads and merges one or more kubeconfig files. If a value or a named entry occurs several times, the first one
    /// applies.
    /// </summary>
    /// <param name="path">Path of the file, or several paths separated as in <c>PATH</c>, of which some files may be
    /// missing. Empty uses <c>KUBECONFIG</c>, or else <c>.kube/config</c> in the home directory.</param>
    /// <param name="context">Name of the context; empty for the current context.</param>
    /// <exception cref="ProviderException">A file cannot be read or has invalid values; all problems are
    /// reported.</exception>
    public static KubernetesClientOptions FromKubeconfig(string path = "", string context = "")
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(context);
        string named = path.Length > 0 ? path : Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";
        string[] files = named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] existing = files.Length > 1 ? [.. files.Where(File.Exists)] : files;
        string defaultFile = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return new KubeconfigReader(existing.Length > 0 ? existing : [.. files.Take(1).DefaultIfEmpty(defaultFile)]).Read(context);
    }

    /// <summary>Returns options for a program in a pod of the cluster, which uses the pod's service account.</summary>
    /// <exception cref="ProviderException">The program does not run in a pod, or the pod has no service
    /// account.</exception>
    public static KubernetesClientOptions FromInCluster() =>
        FromInCluster(
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") ?? "",
            Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443",
            PodFolder
        );

    internal static KubernetesClientOptions FromInCluster(string host, string port, string folder)
    {
        string namespacePath = Path.Combine(folder, "namespace");
        string authority = Path.Combine(folder, "ca.crt");
        if (host.Length == 0 || !File.Exists(namespacePath) || !File.Exists(authority))
        {
            throw KubernetesProblems.NoPod();
        }

        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(authority);
        return new KubernetesClientOptions(
            new UriBuilder("https", host, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)).Uri
        )
        {
            Namespace = File.ReadAllText(namespacePath).Trim(),
            TokenFile = Path.Combine(folder, "token"),
            CertificateAuthorities = [.. authorities],
        };
    }

    /// <summary>Reports invalid values, without secrets.</summary>
    internal void Check(OptionsValidation validation)
    {
        validation.Add(
            !(Server is { IsAbsoluteUri: true } server && server.Scheme is "http" or "https"),
            $"Client.{nameof(Server)}",
            $"'{Shown(Server)}' is not an HTTP or HTTPS URL",
            "use one, as https://10.0.0.1:6443"
        );
        validation.Add(string.IsNullOrEmpty(Namespace), $"Client.{nameof(Namespace)}", $"it is null or empty", "omit it to use 'default'");
        validation.Add(
            Proxy is not null && !(Proxy.IsAbsoluteUri && ProxySchemes.Contains(Proxy.Scheme, StringComparer.Ordinal)),
            $"Client.{nameof(Proxy)}",
            $"'{Shown(Proxy)}' is not an address of a proxy",
            "use one, as http://, https:// or socks5://"
        );
        validation.Add(
            ClientCertificate is { HasPrivateKey: false },
            $"Client.{nameof(ClientCertificate)}",
            $"it has no private key",
            "use one that has"
        );
    }

    /// <summary>Returns the server and the namespace, without secrets.</summary>
    public override string ToString() => $"{Server} {Namespace}";

    private static string Shown(Uri? address) => TextEscaping.Escape(UriRedactor.WithoutPasswords(address?.OriginalString ?? ""));
}
