using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Scalewright.Documents;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads the cluster and user of a context from kubeconfig files.</summary>
/// <param name="paths">Paths of the files. The first file that defines a value takes precedence.</param>
internal sealed class KubeconfigReader(IReadOnlyList<string> paths)
{
    private const string UserEntry = "user";
    private static readonly string[] Unsupported = ["auth-provider", "username", "as"];
    private readonly List<Problem> _problems = [];
    private bool _isWhole;

    /// <exception cref="ProviderException">The files have problems. All of them are reported.</exception>
    public KubernetesClientOptions Read(string contextName)
    {
        KubeconfigPart[] roots = [.. paths.Select(ReadRoot).OfType<KubeconfigPart>()];
        _isWhole = _problems.Count == 0;
        string name = contextName.Length > 0
            ? contextName
            : roots.Select(root => Text(root, "current-context")).FirstOrDefault(text => text.Length > 0) ?? "";
        KubeconfigPart? context = Entry(roots, "contexts", "context", name, roots.FirstOrDefault());
        if (context is null)
        {
            // Without a context, the cluster and user are unknown.
            throw ToException();
        }

        KubeconfigPart? cluster = Entry(roots, "clusters", "cluster", Text(context, "cluster"), context);
        KubeconfigPart? user = Text(context, UserEntry) is { Length: > 0 } userName
            ? Entry(roots, "users", UserEntry, userName, context)
            : context with { Map = DocumentMap.Empty };
        return Make(cluster, user, Text(context, "namespace")) ?? throw ToException();
    }

    private ProviderException ToException() => new(KubernetesProblems.Provider, [.. _problems]);

    private (Uri? Address, Uri? Proxy) ReadAddresses(KubeconfigPart cluster)
    {
        if (!(Uri.TryCreate(Text(cluster, "server"), UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https"))
        {
            Add(cluster,
                $"server '{TextEscaping.Escape(UriRedactor.WithoutPasswords(Text(cluster, "server")))}' is not an HTTP "
                + "or HTTPS URL",
                "name one, as https://10.0.0.1:6443");
        }

        Uri? proxyAddress = null;
        if (Text(cluster, "proxy-url") is { Length: > 0 } proxy
            && !(Uri.TryCreate(proxy, UriKind.Absolute, out proxyAddress)
                && KubernetesClientOptions.ProxySchemes.Contains(proxyAddress.Scheme, StringComparer.Ordinal)))
        {
            Add(cluster,
                $"proxy-url '{TextEscaping.Escape(UriRedactor.WithoutPasswords(proxy))}' is no address of a proxy",
                "name one, as http://, https:// or socks5://");
        }

        return (address, proxyAddress);
    }

    private KubeconfigPart? ReadRoot(string path)
    {
        try
        {
            Document document = DocumentReader.Read(File.ReadAllBytes(path), Dialect.Yaml, source: path);
            _problems.AddRange(document.Problems.Where(problem => problem.Severity == ProblemSeverity.Error));
            if (document.Root is not (null or DocumentMap))
            {
                AddProblem(path, document.Root, $"a kubeconfig file is a map, and this is {document.Root.Description}",
                    "use the file that kubectl uses");
            }

            return document.Root is DocumentMap map ? new KubeconfigPart(map, path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            AddProblem(path, null, TextEscaping.Escape(failure.Message),
                "name a file that can be read, in KUBECONFIG or as an argument");
            return null;
        }
    }

    /// <returns>Null if there are problems, which have been reported.</returns>
    private KubernetesClientOptions? Make(KubeconfigPart? cluster, KubeconfigPart? user, string space)
    {
        (Uri? address, Uri? proxy) = cluster is null ? default : ReadAddresses(cluster);
        ValueList<X509Certificate2> authorities = cluster is null ? [] : ReadAuthorities(cluster);
        foreach (string unknown in Unsupported.Where(field => user?.Map[field] is not null))
        {
            Add(user, $"'{unknown}' of a user is not understood",
                "use token, tokenFile, exec, client-certificate and client-key, or give KubernetesClientOptions its "
                + "token yourself");
        }

        X509Certificate2? certificate = user is null ? null : ReadCertificate(user);
        CredentialProgram? program =
            user?.Map["exec"] is { } exec ? ReadProgram(user, exec as DocumentMap, cluster) : null;
        if (address is null || user is null || _problems.Count > 0)
        {
            certificate?.Dispose();
            return null;
        }

        string named = space.Length > 0 ? space : "default";
        return new KubernetesClientOptions(address)
        {
            Namespace = named,
            Token = Text(user, "token"),
            TokenFile = Text(user, "tokenFile") is { Length: > 0 } file ? user.Beside(file) : "",
            SkipTlsVerify = Text(cluster, "insecure-skip-tls-verify") == "true",
            TlsServerName = Text(cluster, "tls-server-name"),
            Proxy = proxy,
            Program = program,
            CertificateAuthorities = authorities,
            ClientCertificate = certificate,
        };
    }

    /// <returns>Null if there are problems, which have been reported.</returns>
    private CredentialProgram? ReadProgram(KubeconfigPart user, DocumentMap? exec, KubeconfigPart? cluster)
    {
        (string command, string version) = (Text(exec, "command"), Text(exec, "apiVersion"));
        if (command.Length == 0 || !CredentialProgram.Versions.Contains(version, StringComparer.Ordinal))
        {
            Add(exec is null ? user : user with { Map = exec },
                "'exec' of a user has no command, or an apiVersion that is not supported",
                $"give it a command and the apiVersion {string.Join(" or ", CredentialProgram.Versions)}");
            return null;
        }

        JsonObject info = new() { ["interactive"] = false };
        if (cluster is not null && Text(exec, "provideClusterInfo") == "true")
        {
            info["cluster"] = new JsonObject
            {
                ["server"] = Text(cluster, "server"),
                ["tls-server-name"] = Text(cluster, "tls-server-name"),
                ["insecure-skip-tls-verify"] = Text(cluster, "insecure-skip-tls-verify") == "true",
                ["certificate-authority-data"] = ReadPem(cluster, "certificate-authority") is { } pem
                    ? Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))
                    : null,
                ["proxy-url"] = Text(cluster, "proxy-url"),
            };
        }

        JsonObject request = new() { ["apiVersion"] = version, ["kind"] = "ExecCredential", ["spec"] = info };
        IEnumerable<DocumentMap> variables = (exec!["env"] as DocumentList)?.OfType<DocumentMap>() ?? [];
        IEnumerable<string> arguments =
            (exec["args"] as DocumentList)?.OfType<DocumentScalar>().Select(one => one.Text) ?? [];
        return new CredentialProgram(
            version,
            [command.Contains('/', StringComparison.Ordinal) ? user.Beside(command) : command, .. arguments],
            variables.Select(one => KeyValuePair.Create(Text(one, "name"), Text(one, "value")))
                .Append(KeyValuePair.Create("KUBERNETES_EXEC_INFO", request.ToJsonString()))
                .ToValueMap(),
            Text(exec, "installHint"));
    }

    private ValueList<X509Certificate2> ReadAuthorities(KubeconfigPart cluster)
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
        catch (CryptographicException failure)
        {
            Add(cluster, $"certificate-authority is no certificate: {TextEscaping.Escape(failure.Message)}", "use PEM");
            return [];
        }
    }

    private X509Certificate2? ReadCertificate(KubeconfigPart user)
    {
        int before = _problems.Count;
        (string? certificate, string? key) = (ReadPem(user, "client-certificate"), ReadPem(user, "client-key"));
        if ((certificate is null && key is null) || _problems.Count > before)
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
        catch (CryptographicException failure)
        {
            Add(user, $"client-certificate and client-key cannot be used: {TextEscaping.Escape(failure.Message)}",
                "use PEM, with a key that is not encrypted");
            return null;
        }
    }

    /// <summary>Reads a field, whose value is inline in <c>FIELD-data</c> or in another file.</summary>
    private string? ReadPem(KubeconfigPart map, string field)
    {
        try
        {
            if (Text(map, $"{field}-data") is { Length: > 0 } data)
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }

            return Text(map, field) is { Length: > 0 } file ? File.ReadAllText(map.Beside(file)) : null;
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            Add(map, $"{field} cannot be read: {TextEscaping.Escape(failure.Message)}",
                "give a file that can be read, or its content in base64");
            return null;
        }
    }

    /// <param name="owner">Part that refers to the entry; null if no file could be read, which has been
    /// reported.</param>
    private KubeconfigPart? Entry(KubeconfigPart[] roots, string list, string entry, string name, KubeconfigPart? owner)
    {
        (DocumentMap Entry, string Path)[] entries = [.. roots.SelectMany(
            root => ((root.Map[list] as DocumentList)?.OfType<DocumentMap>() ?? []).Select(one => (one, root.Path)))];
        (DocumentMap? first, string path) = entries.FirstOrDefault(one => Text(one.Entry, "name") == name);
        if (first?[entry] is DocumentMap found)
        {
            return new KubeconfigPart(found, path);
        }

        // If a file could not be read completely, the entry may be in the missing part, so it is not reported as
        // missing.
        if (owner is not null && _isWhole)
        {
            string known = entries.Length > 0
                ? $"use one of {string.Join(", ", entries.Select(one => TextEscaping.Escape(Text(one.Entry, "name"))))}"
                : $"add {list}";
            Add(owner, name.Length > 0 ? $"there is no {entry} '{TextEscaping.Escape(name)}'" : $"no {entry} is chosen",
                known);
        }

        return null;
    }

    private void Add(KubeconfigPart? at, string found, string advice) =>
        AddProblem(at?.Path ?? paths[0], at?.Map, found, advice);

    private void AddProblem(string path, DocumentNode? at, string found, string advice) =>
        _problems.Add(new Problem(
            KubernetesProblems.BadConfiguration, found, advice) { Source = path, Position = at?.Position ?? default });

    private static string Text(KubeconfigPart? part, string field) => Text(part?.Map, field);

    private static string Text(DocumentMap? map, string field) => (map?[field] as DocumentScalar)?.Text ?? "";

    private sealed record KubeconfigPart(DocumentMap Map, string Path)
    {
        // Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files": paths are relative to the file.
        public string Beside(string file) =>
            System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, file);
    }
}
