using System.Security.Cryptography.X509Certificates;

namespace Scalewright.Providers.Kubernetes;

/// <summary>Where a cluster's API answers, and who asks it.</summary>
/// <param name="Server">Its address, as in <c>https://10.0.0.1:6443</c>.</param>
public sealed record KubernetesAccess(Uri Server)
{
    /// <summary>How addresses of proxies may begin.</summary>
    internal static readonly string[] ProxySchemes = ["http", "https", "socks5"];

    private const string PodFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The namespace that pods are made in; default <c>default</c>.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>A bearer token; empty, the default: none, or that of <see cref="TokenFile"/>.</summary>
    public string Token { get; init; } = "";

    /// <summary>A file that has the token, and another one when that has expired; empty, the default: none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>Who signs the server's certificate, instead of this machine's authorities; none, the default: those do.</summary>
    public ValueList<X509Certificate2> Authorities { get; init; } = [];

    /// <summary>The caller's certificate with its key; null, the default: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Whether the server's certificate is taken unseen; default false.</summary>
    public bool SkipsVerification { get; init; }

    /// <summary>The name that the server's certificate must have, and that it is called by, when its address has another one; empty, the default: that of the address.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The proxy that all calls go through, as <c>http://</c>, <c>https://</c> or <c>socks5://</c>; null, the default: that of the environment, if any.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>What paths are added to.</summary>
    internal Uri Root => new($"{Server.AbsoluteUri.TrimEnd('/')}/");

    /// <summary>Reads a kubeconfig file, or several as one: of two values the first one counts, of two entries with one name, too.</summary>
    /// <param name="path">The file, or several parted as in <c>PATH</c>, of which some may be missing; empty: what <c>KUBECONFIG</c> names, else <c>.kube/config</c> of this user.</param>
    /// <param name="context">The context in it; empty: its own choice.</param>
    /// <exception cref="ProviderException">It cannot be read, or says something that cannot be done; all that is wrong is told.</exception>
    public static KubernetesAccess FromKubeconfig(string path = "", string context = "")
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(context);
        string named = path.Length > 0 ? path : Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";
        string[] files = named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] found = files.Length > 1 ? [.. files.Where(File.Exists)] : files;
        string own = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return new KubeconfigReader(found.Length > 0 ? found : files.Length > 0 ? files[..1] : [own]).Read(context);
    }

    /// <summary>How a program gets at the cluster whose pod it runs in: by its service account.</summary>
    /// <exception cref="ProviderException">This is no pod, or it has no service account.</exception>
    public static KubernetesAccess FromPod()
    {
        string host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") ?? "";
        string port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443";
        string space = Path.Combine(PodFolder, "namespace");
        string authority = Path.Combine(PodFolder, "ca.crt");
        if (host.Length == 0 || !File.Exists(space) || !File.Exists(authority))
        {
            throw KubernetesProblems.NoPod();
        }

        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(authority);
        return new KubernetesAccess(new UriBuilder("https", host, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)).Uri)
        {
            Namespace = File.ReadAllText(space).Trim(),
            TokenFile = Path.Combine(PodFolder, "token"),
            Authorities = [.. authorities],
        };
    }

    /// <summary>Tells what cannot be; no secrets.</summary>
    internal void Check(WrongOptions wrong)
    {
        wrong.Add(!(Server is { IsAbsoluteUri: true } server && server.Scheme is "http" or "https"), $"Access.{nameof(Server)}", $"'{Shown(Server)}' is no http or https address", "use one, as https://10.0.0.1:6443");
        wrong.Add(string.IsNullOrEmpty(Namespace), $"Access.{nameof(Namespace)}", $"there is none", "leave it out for 'default'");
        wrong.Add(Proxy is not null && !(Proxy.IsAbsoluteUri && ProxySchemes.Contains(Proxy.Scheme, StringComparer.Ordinal)), $"Access.{nameof(Proxy)}", $"'{Shown(Proxy)}' is no address of a proxy", "use one, as http://, https:// or socks5://");
        wrong.Add(ClientCertificate is { HasPrivateKey: false }, $"Access.{nameof(ClientCertificate)}", $"it has no private key", "use one that has");
    }

    /// <summary>The server and the namespace; no secrets.</summary>
    public override string ToString() => $"{Server} {Namespace}";

    private static string Shown(Uri? address) => Printable.Escape(AddressText.WithoutPasswords(address?.OriginalString ?? ""));
}
