using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Security;

/// <summary>Authenticates the sender of a request and checks its permissions.</summary>
/// <param name="options">Keys, window, region and signature rule.</param>
/// <param name="openedAt">Changing requests signed earlier are rejected, since an earlier process may have executed
/// them; null to accept them.</param>
internal sealed class RequestVerifier(AutoScalingEndpointOptions options, DateTimeOffset? openedAt)
{
    private const string AnyConnection = "";
    private const int MaxRememberedSignatures = 1_000_000;
    private static readonly string[] V2Times = ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.fffZ"];
    private static readonly string[] SingleHeaders = ["Authorization", "Host", "X-Amz-Date"];
    private readonly SignatureCache _signatures = new(MaxRememberedSignatures);

    /// <summary>Authenticates the sender of a request.</summary>
    /// <exception cref="QueryErrorException">The sender is not authenticated.</exception>
    public VerifiedCaller Check(QueryRequest message, QueryParameters parameters, QueryService service, DateTimeOffset now)
    {
        if (options.SignatureValidation == SignatureValidation.Off)
        {
            return new VerifiedCaller(AccessAccount.Owner, Signature: null, now);
        }

        CheckSingle(message);
        string? authorization = message.Header("Authorization");
        string? key = parameters["AWSAccessKeyId"];
        return (authorization, key) switch
        {
            (not null, not null) => throw new QueryErrorException(
                QueryError.IncompleteSignature("The request is signed by its Authorization header and by its parameters; use one of them.")
            ),
            (not null, _) => CheckV4(message, Authorization.Read(authorization), service, now),
            (_, not null) => CheckV2(message, parameters, key, now),
            _ => throw new QueryErrorException(QueryError.MissingAuthenticationToken),
        };
    }

    /// <summary>Checks the permissions of a sender, and rejects replayed requests.</summary>
    /// <param name="connection">ID of the connection; null if unknown.</param>
    /// <exception cref="QueryErrorException">The permissions are missing, or the request was received
    /// before.</exception>
    public void CheckChange(VerifiedCaller caller, string action, QueryService service, string? connection, DateTimeOffset now)
    {
        if (caller.Account.Permissions != AccessPermissions.Full)
        {
            string user = $"arn:aws:iam::{options.AccountId}:user/{caller.Account.Name}";
            throw new QueryErrorException(
                service == QueryService.Ec2
                    ? QueryError.UnauthorizedOperation(user, $"ec2:{action}")
                    : QueryError.AccessDenied(user, $"{SignatureV4.ServiceName(service)}:{action}")
            );
        }

        if (caller.Signature is not { } signature)
        {
            return;
        }

        // Signature times have a resolution of one second.
        if (openedAt is { } opened && caller.SignedAt.AddSeconds(1) <= opened)
        {
            throw new QueryErrorException(QueryError.RequestRepeated);
        }

        bool isOld = options.AllowLegacyClients && caller.IsOldClient;
        switch (_signatures.Add(signature, caller.SignedAt + options.SignatureValidityPeriod, isOld ? AnyConnection : connection, now))
        {
            case SignatureUse.Repeated:
                throw new QueryErrorException(QueryError.RequestRepeated);
            case SignatureUse.Full:
                throw new QueryErrorException(QueryError.Throttling);
            default:
                break;
        }
    }

    private static void CheckSingle(QueryRequest message)
    {
        if (SingleHeaders.FirstOrDefault(name => message.CountHeader(name) > 1) is { } doubled)
        {
            throw new QueryErrorException(
                QueryError.IncompleteSignature($"The request has {message.CountHeader(doubled)} headers '{doubled}'; send one.")
            );
        }
    }

    private VerifiedCaller CheckV4(QueryRequest message, Authorization authorization, QueryService service, DateTimeOffset now)
    {
        AccessKey key = Known(authorization.Key);
        if (options.SignatureValidation != SignatureValidation.Verify)
        {
            return new VerifiedCaller(key.Account, Signature: null, now);
        }

        string time = message.Header("X-Amz-Date") ?? "";
        if (!TryTime(time, [SignatureV4.TimeFormat], out DateTimeOffset signed))
        {
            throw new QueryErrorException(
                QueryError.IncompleteSignature(
                    "Authorization header requires existence of an 'X-Amz-Date' header of the form 20260102T030405Z."
                )
            );
        }

        if (!authorization.Scope.StartsWith(time[..8], StringComparison.Ordinal) || !authorization.Signs("host"))
        {
            throw new QueryErrorException(QueryError.SignatureDoesNotMatch);
        }

        bool isOld =
            options.AllowLegacyClients && ScopeOfHost(message.Header("Host") ?? "") == (authorization.Region, authorization.Service);
        if (!isOld)
        {
            CheckScope(authorization, service);
        }

        Compare(
            authorization.Signature,
            SignatureV4.Sign(
                message,
                secret: key.SecretAccessKey,
                scope: authorization.Scope,
                time: time,
                signedHeaders: authorization.SignedHeaders
            )
        );
        CheckTime(signed, now);
        return new VerifiedCaller(key.Account, authorization.Signature, signed) { IsOldClient = isOld };
    }

    private void CheckScope(Authorization authorization, QueryService service)
    {
        if (authorization.Region != options.Region)
        {
            throw new QueryErrorException(QueryError.InvalidRegion(options.Region));
        }

        string expected = SignatureV4.ServiceName(service);
        if (authorization.Service != expected)
        {
            throw new QueryErrorException(QueryError.InvalidService(expected));
        }
    }

    // An IPv6 address in brackets has colons of its own.
    private static string WithoutPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon > host.IndexOf(']', StringComparison.Ordinal) ? host[..colon] : host;
    }

    // boto 2.49, auth.py, HmacAuthV4Handler.determine_region_name and determine_service_name.
    private static (string Region, string Service) ScopeOfHost(string host)
    {
        string[] parts = WithoutPort(host).Split('.');
        return parts.Length switch
        {
            1 => (parts[0], parts[0]),
            3 => ("us-east-1", parts[0]),
            _ => (parts[1], parts[0]),
        };
    }

    private VerifiedCaller CheckV2(QueryRequest message, QueryParameters parameters, string id, DateTimeOffset now)
    {
        AccessKey key = Known(id);
        if (options.SignatureValidation != SignatureValidation.Verify)
        {
            return new VerifiedCaller(key.Account, Signature: null, now);
        }

        if (
            parameters["SignatureVersion"] != "2"
            || SignatureV2.FindAlgorithm(parameters["SignatureMethod"]) is not { } algorithm
            || parameters[SignatureV2.Parameter] is not { } signature
        )
        {
            throw new QueryErrorException(
                QueryError.IncompleteSignature(
                    "The request must have SignatureVersion 2, SignatureMethod HmacSHA256 or HmacSHA1, and Signature."
                )
            );
        }

        if (!TryTime(parameters["Timestamp"] ?? "", V2Times, out DateTimeOffset signed))
        {
            throw new QueryErrorException(
                QueryError.IncompleteSignature("The request must have a Timestamp of the form 2026-01-02T03:04:05Z.")
            );
        }

        // boto 2 signs the host without its port but sends it with the port. The Phantom service used the sent host.
        string host = message.Header("Host") ?? "";
        string bare = WithoutPort(host);
        string query = SignatureV2.FormatParameters(parameters.All);
        Compare(signature, Sign(host), Sign(bare));
        CheckTime(signed, now);
        return new VerifiedCaller(key.Account, signature, signed) { IsOldClient = true };

        string Sign(string hostName) =>
            SignatureV2.Sign(
                new SignedRequest(Method: message.Method, Host: hostName, Path: message.Path, Query: query),
                key.SecretAccessKey,
                algorithm
            );
    }

    private AccessKey Known(string id) =>
        options.Keys.FirstOrDefault(key => key.AccessKeyId == id) ?? throw new QueryErrorException(QueryError.InvalidClientTokenId);

    private static void Compare(string found, params ReadOnlySpan<string> accepted)
    {
        bool fits = false;
        foreach (string expected in accepted)
        {
            fits |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(found));
        }

        if (!fits)
        {
            throw new QueryErrorException(QueryError.SignatureDoesNotMatch);
        }
    }

    private void CheckTime(DateTimeOffset signed, DateTimeOffset now)
    {
        if (signed > now + options.SignatureValidityPeriod)
        {
            // Message of AWS; "Common Errors" of the AutoScaling API reference: one code for both directions.
            throw new QueryErrorException(
                QueryError.RequestExpired(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Signature not yet current: {signed:yyyyMMddTHHmmssZ} is still later than "
                            + $"{now + options.SignatureValidityPeriod:yyyyMMddTHHmmssZ} ({now:yyyyMMddTHHmmssZ} + "
                            + $"{options.SignatureValidityPeriod.TotalMinutes:0.##} min.)"
                    )
                )
            );
        }

        if (signed < now - options.SignatureValidityPeriod)
        {
            throw new QueryErrorException(
                QueryError.RequestExpired(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Request has expired: signed at {signed:yyyy-MM-ddTHH:mm:ssZ}, and it is {now:yyyy-MM-ddTHH:mm:ssZ}."
                    )
                )
            );
        }
    }

    private static bool TryTime(string text, string[] formats, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
}

/// <summary>Authenticated sender of a request.</summary>
/// <param name="Signature">Signature; null if it was not verified.</param>
internal sealed record VerifiedCaller(AccessAccount Account, string? Signature, DateTimeOffset SignedAt)
{
    /// <summary>True if the signature is of the form that boto 2 and other clients of that era create.</summary>
    public bool IsOldClient { get; init; }
}
