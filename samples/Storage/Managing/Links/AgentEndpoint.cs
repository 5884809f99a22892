using StorageSample.Managing.Records;

namespace StorageSample.Managing.Links;

/// <summary>Handles agent requests at <c>agent/</c>: registration and messages.</summary>
internal sealed class AgentEndpoint(ManagerStore store, LinkTable links, Registrar registrar)
{
    public async Task<StorageManagerResponse> HandleAsync(StorageManagerRequest request, CancellationToken cancellationToken)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["agent", "register", var secret] => await RegisterAsync(secret, request),
            ["agent", "reregister"] => await ReregisterAsync(request),
            ["agent", "message"] => await HandleMessageAsync(request, cancellationToken),
            _ => StorageManagerResponse.Reject(404, "agents have nothing at this path"),
        };
    }

    private async Task<StorageManagerResponse> RegisterAsync(string secret, StorageManagerRequest request)
    {
        if (!IsPost(request))
        {
            return StorageManagerResponse.Reject(405, "register by POST");
        }

        BodyFields body = BodyFields.Read(request.Body);
        Registration registration = new()
        {
            Fqdn = Name(body, "fqdn"),
            Nodename = Name(body, "nodename"),
            Version = body.NeedText("version"),
            CertificateRequest = body.NeedText("csr"),
            Address = body.Text("address"),
            Capabilities = body.Texts("capabilities"),
        };
        return body.IsSuccess ? await registrar.RegisterAsync(secret, registration) : StorageManagerResponse.Reject(400, body.Problems);
    }

    private async Task<StorageManagerResponse> ReregisterAsync(StorageManagerRequest request)
    {
        if (!IsPost(request))
        {
            return StorageManagerResponse.Reject(405, "register by POST");
        }

        if (Known(request) is not { } host)
        {
            return StorageManagerResponse.Reject(403, "no valid certificate");
        }

        BodyFields body = BodyFields.Read(request.Body);
        Reregistration changed = new(Name(body, "fqdn"), body.Text("address"));
        return body.IsSuccess ? await registrar.RenameAsync(host, changed) : StorageManagerResponse.Reject(400, body.Problems);
    }

    private async Task<StorageManagerResponse> HandleMessageAsync(StorageManagerRequest request, CancellationToken cancellationToken)
    {
        if (Known(request) is not { } host)
        {
            return StorageManagerResponse.Reject(403, "no valid certificate");
        }

        return request.Method switch
        {
            "POST" => Post(host, request.Body),
            "GET" => await GetAsync(host, request, cancellationToken),
            _ => StorageManagerResponse.Reject(405, "send messages by POST, ask for them by GET"),
        };
    }

    private StorageManagerResponse Post(HostRecord host, ReadOnlyMemory<byte> body)
    {
        MessagePost post;
        try
        {
            post = MessageFormat.ReadPost(body);
        }
        catch (FormatException exception)
        {
            return StorageManagerResponse.Reject(400, exception.Message);
        }

        if (post.Messages.FirstOrDefault(message => !string.Equals(message.Fqdn, host.Fqdn, StringComparison.Ordinal)) is { } foreign)
        {
            return StorageManagerResponse.Reject(400, $"a message of '{foreign.Fqdn}' came with the certificate of '{host.Fqdn}'");
        }

        links.GetOrAdd(host.Fqdn).Receive(post);
        return StorageManagerResponse.Empty(200);
    }

    private async Task<StorageManagerResponse> GetAsync(HostRecord host, StorageManagerRequest request, CancellationToken cancellationToken)
    {
        if (!request.Query.TryGetValue("server_boot_time", out string? boot))
        {
            return StorageManagerResponse.Reject(400, "'server_boot_time' is missing in the query");
        }

        if (!request.Query.TryGetValue("client_start_time", out string? start))
        {
            return StorageManagerResponse.Reject(400, "'client_start_time' is missing in the query");
        }

        IReadOnlyList<AgentMessage> messages = await links.GetOrAdd(host.Fqdn).GetAsync(new AgentInstance(boot, start), cancellationToken);
        return new StorageManagerResponse(200, MessageFormat.Write(messages));
    }

    // Only the last certificate of a known host is valid.
    private HostRecord? Known(StorageManagerRequest request) =>
        request.ClientName is { } name
        && store.Read(records => records.FindHost(name)) is { } host
        && (request.ClientSerial is null || string.Equals(request.ClientSerial, host.CertificateSerial, StringComparison.OrdinalIgnoreCase))
            ? host
            : null;

    private static bool IsPost(StorageManagerRequest request) => string.Equals(request.Method, "POST", StringComparison.Ordinal);

    // Names are used in headers, certificates and paths.
    private static string Name(BodyFields body, string field)
    {
        const int MaxLength = 253;
        string name = body.NeedText(field);
        if (name.Length > MaxLength || !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            body.AddProblem(field, $"a name of letters, digits, dots and hyphens, of up to {MaxLength}");
        }

        return name;
    }
}
