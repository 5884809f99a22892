using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Scalewright.Documents;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads a kubeconfig file: the cluster and the user of one context.</summary>
/// <param name="path">The file.</param>
internal sealed class KubeconfigReader(string path)
{
    private const string UserEntry = "user";
    private static readonly string[] Foreign = ["exec", "auth-provider", "username", "as"];
    private readonly List<Problem> _problems = [];

    /// <exception cref="ProviderException">All that is wrong with it.</exception>
    public KubernetesAccess Read(string wanted)
    {
        DocumentMap? root = ReadRoot();
        string name = wanted.Length > 0 ? wanted : Text(root, "current-context");
        DocumentMap? context = Entry(root, "contexts", "context", name);
        DocumentMap? cluster = Entry(root, "clusters", "cluster", Text(context, "cluster"));
        DocumentMap? user = Text(context, UserEntry) is { Length: > 0 } who ? Entry(root, "users", UserEntry, who) : DocumentMap.Empty;
        if (cluster is not null && !(Uri.TryCreate(Text(cluster, "server"), UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"))
        {
            Add(cluster, $"server '{Printable.Escape(Text(cluster, "server"))}' is no http or https address", "name one, as https://10.0.0.1:6443");
        }

        foreach (string unknown in Foreign.Where(field => user?[field] is not null))
        {
            Add(user, $"'{unknown}' of a user is not understood", "use token, tokenFile, client-certificate and client-key, or give KubernetesAccess its token yourself");
        }

        KubernetesAccess? access = _problems.Count == 0 ? Make(cluster!, user!, Text(context, "namespace")) : null;
        return _problems.Count == 0 ? access! : throw new ProviderException(KubernetesProblems.Provider, [.. _problems]);
    }

    private DocumentMap? ReadRoot()
    {
        try
        {
            Document document = DocumentReader.Read(File.ReadAllBytes(path), Dialect.Yaml, source: path);
            _problems.AddRange(document.Problems.Where(problem => problem.Severity == ProblemSeverity.Error));
            if (document.Root is not (null or DocumentMap))
            {
                Add(document.Root, $"a kubeconfig file is a map, and this is {document.Root.Kind}", "use the file that kubectl uses");
            }

            return document.Root as DocumentMap;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Add(null, Printable.Escape(failure.Message), "name a file that can be read, in KUBECONFIG or as an argument");
            return null;
        }
    }

    private KubernetesAccess Make(DocumentMap cluster, DocumentMap user, string space) => new(new Uri(Text(cluster, "server")))
    {
        Namespace = space.Length > 0 ? space : "default",
        Token = Text(user, "token"),
        TokenFile = Text(user, "tokenFile") is { Length: > 0 } file ? Beside(file) : "",
        SkipsVerification = Text(cluster, "insecure-skip-tls-verify") == "true",
        Authorities = ReadAuthorities(cluster),
        ClientCertificate = ReadCertificate(user),
    };

    private ValueList<X509Certificate2> ReadAuthorities(DocumentMap cluster)
    {
        if (ReadPem(cluster, "certificate-authority") is not { } pem)
        {
            return [];
        }

        try
        {
            X509Certificate2Collection found = [];
            found.ImportFromPem(pem);
            return [.. found];
        }
        catch (CryptographicException broken)
        {
            Add(cluster, $"certificate-authority is no certificate: {Printable.Escape(broken.Message)}", "use PEM");
            return [];
        }
    }

    private X509Certificate2? ReadCertificate(DocumentMap user)
    {
        (string? certificate, string? key) = (ReadPem(user, "client-certificate"), ReadPem(user, "client-key"));
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            Add(user, "client-certificate and client-key go together, and one is missing", "give both");
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (CryptographicException broken)
        {
            Add(user, $"client-certificate and client-key cannot be used: {Printable.Escape(broken.Message)}", "use PEM, with a key that is not encrypted");
            return null;
        }
    }

    /// <summary>The text of a field: in the file itself as <c>FIELD-data</c>, or in another one.</summary>
    private string? ReadPem(DocumentMap map, string field)
    {
        try
        {
            return Text(map, $"{field}-data") is { Length: > 0 } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
                : Text(map, field) is { Length: > 0 } file ? File.ReadAllText(Beside(file))
                : null;
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            Add(map, $"{field} cannot be read: {Printable.Escape(failure.Message)}", "give a file that can be read, or its content in base64");
            return null;
        }
    }

    // Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files": relative to the file.
    private string Beside(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);

    private DocumentMap? Entry(DocumentMap? root, string list, string entry, string name)
    {
        DocumentMap[] entries = [.. (root?[list] as DocumentList)?.OfType<DocumentMap>() ?? []];
        DocumentMap? found = entries.FirstOrDefault(one => Text(one, "name") == name)?[entry] as DocumentMap;
        if (found is null && root is not null && _problems.Count == 0)
        {
            string known = entries.Length > 0 ? $"use one of {string.Join(", ", entries.Select(one => Printable.Escape(Text(one, "name"))))}" : $"add {list}";
            Add(root, name.Length > 0 ? $"there is no {entry} '{Printable.Escape(name)}'" : $"no {entry} is chosen", known);
        }

        return found;
    }

    private void Add(DocumentNode? at, string found, string advice) =>
        _problems.Add(new Problem(KubernetesProblems.BadConfiguration, found, advice) { Source = path, Spot = at?.Spot ?? default });

    private static string Text(DocumentMap? map, string field) => (map?[field] as DocumentScalar)?.Text ?? "";
}
