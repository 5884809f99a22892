using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Scalewright.Documents;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Reads the cluster and user of a context from kubeconfig files, as kubectl does.</summary>
/// <remarks>
/// Source: behavior of kubectl 1.32 and its libraries client-go and go-yaml 2. It does not convert a number or boolean
/// into text, checks the types of all fields, also of entries that are not used, and sends credentials only over TLS.
/// </remarks>
/// <param name="paths">Paths of the files. The first file that defines a value takes precedence.</param>
internal sealed class KubeconfigReader(IReadOnlyList<string> paths)
{
    private const string UserEntry = "user";
    private const string Insecure = "insecure-skip-tls-verify";

    // ExecConfig.interactiveMode of client.authentication.k8s.io/v1; v1beta1 has a default.
    private static readonly string[] InteractiveModes = ["Never", "IfAvailable"];
    private static readonly string[] Unsupported = ["auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"];
    private readonly List<Problem> _problems = [];
    private bool _isWhole;

    /// <exception cref="ProviderException">The files have problems. All of them are reported.</exception>
    public KubernetesClientOptions Read(string contextName)
    {
        KubeconfigPart[] roots = [.. paths.Select(ReadRoot).OfType<KubeconfigPart>()];
        _isWhole = _problems.Count == 0;
        foreach (KubeconfigPart root in roots)
        {
            KubeconfigType.Root.Check("a kubeconfig file", root.Map, (field, value, advice) =>
                AddProblem(root.Path, value, $"{field} is {Kind(value)}", advice)
            );
        }

        string name =
            contextName.Length > 0
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
            : context with
            {
                Map = DocumentMap.Empty,
            };
        return Make(cluster, user, Text(context, "namespace")) ?? throw ToException();
    }

    private ProviderException ToException() => new(KubernetesProblems.Provider, [.. _problems]);

    private (Uri? Address, Uri? Proxy) ReadAddresses(KubeconfigPart cluster)
    {
        Uri? address = ParseServer(Text(cluster, "server"));
        if (address is null)
        {
            Add(
                cluster,
                $"server '{TextEscaping.Escape(UriRedactor.WithoutPasswords(Text(cluster, "server")))}' is not an HTTP or HTTPS URL",
                "name one, as https://10.0.0.1:6443"
            );
        }

        Uri? proxyAddress = null;
        if (
            Text(cluster, "proxy-url") is { Length: > 0 } proxy
            && !(
                Uri.TryCreate(proxy, UriKind.Absolute, out proxyAddress)
                && KubernetesClientOptions.ProxySchemes.Contains(proxyAddress.Scheme, StringComparer.Ordinal)
            )
        )
        {
            Add(
                cluster,
                $"proxy-url '{TextEscaping.Escape(UriRedactor.WithoutPasswords(proxy))}' is not an address of a proxy",
                "name one, as http://, https:// or socks5://"
            );
        }

        return (address, proxyAddress);
    }

    /// <summary>Parses a URL, or a host with an optional port, which kubectl reads as an HTTP address.</summary>
    /// <returns>Null if the server is neither.</returns>
    private static Uri? ParseServer(string server)
    {
        bool isHost = !server.Contains("://", StringComparison.Ordinal);
        bool isUri = Uri.TryCreate(isHost ? $"http://{server}" : server, UriKind.Absolute, out Uri? address);
        bool isServer = isUri && address!.Scheme is "http" or "https" && (!isHost || address!.PathAndQuery == "/");
        return isServer ? address : null;
    }

    private KubeconfigPart? ReadRoot(string path)
    {
        try
        {
            Document document = DocumentReader.Read(File.ReadAllBytes(path), Dialect.GoYaml, source: path);
            _problems.AddRange(document.Problems.Where(problem => problem.Severity == ProblemSeverity.Error));
            if (document.Root is not (null or DocumentMap))
            {
                AddProblem(
                    path,
                    document.Root,
                    $"a kubeconfig file is a map, and this is {document.Root.Description}",
                    "use the file that kubectl uses"
                );
            }

            KubeconfigPart? root = document.Root is DocumentMap map ? new KubeconfigPart(map, path) : null;
            CheckForm(root, "apiVersion", "v1");
            CheckForm(root, "kind", "Config");
            return root;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            AddProblem(path, null, TextEscaping.Escape(failure.Message), "name a file that can be read, in KUBECONFIG or as an argument");
            return null;
        }
    }

    private void CheckForm(KubeconfigPart? root, string field, string expected)
    {
        if (Text(root, field) is { Length: > 0 } text && text != expected)
        {
            Add(root, $"{field} is '{TextEscaping.Escape(text)}'", $"use a kubeconfig file, with {field}: {expected}");
        }
    }

    /// <returns>Null if there are problems, which have been reported.</returns>
    private KubernetesClientOptions? Make(KubeconfigPart? cluster, KubeconfigPart? user, string namespaceName)
    {
        (Uri? address, Uri? proxy) = cluster is null ? default : ReadAddresses(cluster);
        ValueList<X509Certificate2> authorities = cluster is null ? [] : ReadAuthorities(cluster);
        bool skipsVerification = IsTrue(cluster, Insecure);
        if (skipsVerification && authorities.Count > 0)
        {
            Add(cluster, $"certificate-authority and {Insecure} exclude each other", $"remove {Insecure}");
        }

        foreach (string unknown in Unsupported.Where(field => IsGiven(user?.Map[field])))
        {
            Add(
                user,
                $"'{unknown}' of a user is not understood",
                "use token, tokenFile, exec, client-certificate and client-key, or give KubernetesClientOptions its token yourself"
            );
        }

        X509Certificate2? certificate = user is null ? null : ReadCertificate(user);
        CredentialProgram? program = user?.Map["exec"] is DocumentMap exec ? ReadProgram(user with { Map = exec }, cluster) : null;
        (string token, string tokenFile) = (Text(user, "token"), Text(user, "tokenFile"));
        string serverName = Text(cluster, "tls-server-name");
        if (address is null || user is null || _problems.Count > 0)
        {
            certificate?.Dispose();
            return null;
        }

        KubernetesClientOptions options = new(address)
        {
            Namespace = namespaceName.Length > 0 ? namespaceName : "default",
            SkipTlsVerify = skipsVerification,
            TlsServerName = serverName,
            Proxy = proxy,
            CertificateAuthorities = authorities,
        };
        if (address.Scheme == Uri.UriSchemeHttp)
        {
            // kubectl does not send credentials that anyone on the network could read.
            certificate?.Dispose();
            return options;
        }

        string path = tokenFile.Length > 0 ? user.Beside(tokenFile) : "";
        KubernetesClientOptions access = options with { ClientCertificate = certificate };
        if (path.Length > 0 && (token.Length == 0 || HasToken(path)))
        {
            return access with { TokenFile = path };
        }

        return token.Length > 0 ? access with { Token = token } : access with { Program = program };
    }

    // kubectl prefers the token of the file, if it has one.
    private static bool HasToken(string path)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // As with kubectl, the token of the kubeconfig file applies while its token file cannot be read.
            return false;
        }
    }

    // An empty value is the same as none.
    private static bool IsGiven(DocumentNode? value) =>
        value
            is not (
                null
                or DocumentScalar { ScalarKind: ScalarKind.Null }
                or DocumentScalar { ScalarKind: ScalarKind.Text, Text: "" }
                or DocumentList { Count: 0 }
            );

    /// <returns>Null if there are problems, which have been reported.</returns>
    private CredentialProgram? ReadProgram(KubeconfigPart at, KubeconfigPart? cluster)
    {
        (string command, string version) = (Text(at, "command"), Text(at, "apiVersion"));
        if (command.Length == 0 || !CredentialProgram.Versions.Contains(version, StringComparer.Ordinal))
        {
            Add(
                at,
                "'exec' of a user has no command, or an apiVersion that is not supported",
                $"give it a command and the apiVersion {string.Join(" or ", CredentialProgram.Versions)}"
            );
            return null;
        }

        string mode = Text(at, "interactiveMode");
        if (!InteractiveModes.Contains(mode, StringComparer.Ordinal) && (mode.Length > 0 || version == CredentialProgram.Versions[0]))
        {
            Add(
                at,
                $"interactiveMode of 'exec' is '{TextEscaping.Escape(mode)}', and the program has no terminal",
                $"use {string.Join(" or ", InteractiveModes)}"
            );
            return null;
        }

        (DocumentMap Variable, string Name)[] variables =
        [
            .. Items(at, "env").OfType<DocumentMap>().Select(variable => (variable, Text(at with { Map = variable }, "name"))),
        ];
        foreach ((DocumentMap variable, _) in variables.Where(entry => entry.Name.Length == 0))
        {
            Add(at with { Map = variable }, "a variable of 'exec' has no name", "give it a name");
        }

        string[] arguments = [.. Items(at, "args").Select(Text)];
        return new CredentialProgram(
            version,
            [command.Contains('/', StringComparison.Ordinal) ? at.Beside(command) : command, .. arguments],
            variables
                .Select(entry => KeyValuePair.Create(entry.Name, Text(at with { Map = entry.Variable }, "value")))
                .Append(KeyValuePair.Create("KUBERNETES_EXEC_INFO", CreateProgramRequest(at, cluster, version).ToJsonString()))
                .ToValueMap(),
            Text(at, "installHint")
        );
    }

    /// <summary>Creates the request to a program, with the cluster if the program asks for it.</summary>
    private JsonObject CreateProgramRequest(KubeconfigPart at, KubeconfigPart? cluster, string version)
    {
        JsonObject info = new() { ["interactive"] = false };
        if (cluster is not null && IsTrue(at, "provideClusterInfo"))
        {
            info["cluster"] = new JsonObject
            {
                ["server"] = Text(cluster, "server"),
                ["tls-server-name"] = Text(cluster, "tls-server-name"),
                [Insecure] = IsTrue(cluster, Insecure),
                ["certificate-authority-data"] = ReadPem(cluster, "certificate-authority") is { } pem
                    ? Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))
                    : null,
                ["proxy-url"] = Text(cluster, "proxy-url"),
            };
        }

        return new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = "ExecCredential",
            ["spec"] = info,
        };
    }

    private ValueList<X509Certificate2> ReadAuthorities(KubeconfigPart cluster)
    {
        if (ReadPem(cluster, "certificate-authority") is not { } pem)
        {
            return [];
        }

        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(pem);
            if (certificates.Count == 0)
            {
                Add(cluster, "certificate-authority contains no certificate", "use PEM");
            }

            return [.. certificates];
        }
        catch (CryptographicException failure)
        {
            Add(cluster, $"certificate-authority is not a certificate: {TextEscaping.Escape(failure.Message)}", "use PEM");
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
            Add(
                user,
                $"client-certificate and client-key cannot be used: {TextEscaping.Escape(failure.Message)}",
                "use PEM, with a key that is not encrypted"
            );
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
                // Go ignores only line breaks.
                return data.AsSpan().ContainsAny(' ', '\t')
                    ? throw new FormatException("the base64 text contains a space or a tab")
                    : Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }

            return Text(map, field) is { Length: > 0 } file ? File.ReadAllText(map.Beside(file)) : null;
        }
        catch (Exception failure) when (failure is FormatException or IOException or UnauthorizedAccessException)
        {
            Add(
                map,
                $"{field} cannot be read: {TextEscaping.Escape(failure.Message)}",
                "give a file that can be read, or its content in base64"
            );
            return null;
        }
    }

    /// <param name="owner">Part that refers to the entry; null if no file could be read, which has been
    /// reported.</param>
    private KubeconfigPart? Entry(KubeconfigPart[] roots, string list, string entry, string name, KubeconfigPart? owner)
    {
        KubeconfigPart[] entries =
        [
            .. roots.SelectMany(root => Items(root, list).OfType<DocumentMap>().Select(map => root with { Map = map })),
        ];
        foreach (
            KubeconfigPart repeated in entries.GroupBy(part => (part.Path, Name: Text(part, "name"))).SelectMany(group => group.Skip(1))
        )
        {
            Add(repeated, $"{list} has '{TextEscaping.Escape(Text(repeated, "name"))}' twice", "remove or rename one");
        }

        KubeconfigPart? first = entries.FirstOrDefault(part => Text(part, "name") == name);
        DocumentNode? value = first?.Map[entry];
        if (first is not null && value is null or DocumentMap or DocumentScalar { ScalarKind: ScalarKind.Null })
        {
            return first with { Map = value as DocumentMap ?? DocumentMap.Empty };
        }

        // If a file could not be read completely, the entry may be in the missing part, so it is not reported as
        // missing.
        if (owner is not null && _isWhole)
        {
            string advice =
                entries.Length > 0
                    ? $"use one of {string.Join(", ", entries.Select(part => TextEscaping.Escape(Text(part, "name"))))}"
                    : $"add {list}";
            Add(owner, name.Length > 0 ? $"there is no {entry} '{TextEscaping.Escape(name)}'" : $"no {entry} is chosen", advice);
        }

        return null;
    }

    private void Add(KubeconfigPart? at, string found, string advice) => AddProblem(at?.Path ?? paths[0], at?.Map, found, advice);

    private void AddProblem(string path, DocumentNode? at, string found, string advice) =>
        _problems.Add(
            new Problem(KubernetesProblems.BadConfiguration, found, advice) { Source = path, Position = at?.Position ?? default }
        );

    /// <summary>Reads a text field; empty if it is missing, null or of another type.</summary>
    private static string Text(KubeconfigPart? part, string field) => part?.Map[field] is { } value ? Text(value) : "";

    private static string Text(DocumentNode value) =>
        value is DocumentScalar { ScalarKind: ScalarKind.Text or ScalarKind.Timestamp } scalar ? scalar.Text : "";

    private static bool IsTrue(KubeconfigPart? part, string field) =>
        part?.Map[field] is DocumentScalar { ScalarKind: ScalarKind.Boolean, Text: "true" };

    private static IEnumerable<DocumentNode> Items(KubeconfigPart part, string field) =>
        (part.Map[field] as DocumentList)?.AsEnumerable() ?? [];

    // Without the value, which may be a secret.
    private static string Kind(DocumentNode value) =>
        value is DocumentScalar scalar
            ? scalar.ScalarKind switch
            {
                ScalarKind.Text or ScalarKind.Timestamp => "a text",
                ScalarKind.Boolean => "a boolean",
                _ => "a number",
            }
            : value.Description;

    private sealed record KubeconfigPart(DocumentMap Map, string Path)
    {
        // Kubernetes documentation, "Organizing Cluster Access Using kubeconfig Files": paths are relative to the file.
        public string Beside(string file) =>
            System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, file);
    }
}
