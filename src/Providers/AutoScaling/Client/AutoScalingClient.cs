using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Calls a service that speaks the Query API of AWS AutoScaling, signed by Signature Version 4.</summary>
/// <param name="http">What requests go through; stays the caller's to dispose.</param>
/// <param name="address">Where the service is.</param>
/// <param name="key">Who calls.</param>
/// <param name="clock">Time of signatures and of waiting.</param>
public sealed class AutoScalingClient(HttpClient http, Uri address, AccessKey key, TimeProvider clock)
{
    private const int AttemptsMax = 5;
    private const string FormType = "application/x-www-form-urlencoded; charset=utf-8";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Passing = [WireFault.ServiceUnavailable.Code, WireFault.InternalFailure.Code];
    private static readonly string[] Repeatable = ["Describe", "Put", "Update", "CreateOrUpdate"];

    /// <summary>Region that signatures are for; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Makes a call. One that was throttled is repeated, with longer and longer pauses; one that failed for the moment only when it may take effect twice:
    /// <c>Describe…</c>, <c>Put…</c>, <c>Update…</c> and <c>CreateOrUpdate…</c>.</summary>
    /// <param name="action">The action.</param>
    /// <param name="parameters">Its parameters, in any order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The result element; null for actions without one.</returns>
    /// <exception cref="AutoScalingException">The service refused the call, could not be reached, or answered what is no reply: code <c>Unreadable</c>, with the first
    /// 200 characters of it. No more than 8 MiB are read.</exception>
    public async Task<XElement?> CallAsync(string action, ValueMap<string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentNullException.ThrowIfNull(parameters);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await CallOnceAsync(action, parameters, cancellationToken);
            }
            catch (AutoScalingException failure) when (attempt < AttemptsMax && MayRepeat(action, failure.Fault))
            {
                await Task.Delay(FirstPause * (1 << (attempt - 1)), clock, cancellationToken);
            }
        }
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="action">The action, as in <c>DescribeAutoScalingGroups</c>.</param>
    /// <param name="list">The list in its result, as in <c>AutoScalingGroups</c>.</param>
    /// <param name="parameters">Its parameters without a token.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The elements of the list.</returns>
    /// <exception cref="AutoScalingException">The service refused a call or could not be reached.</exception>
    public async Task<ValueList<XElement>> ListAsync(string action, string list, ValueMap<string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        List<XElement> found = [];
        string token = "";
        do
        {
            XElement? page = await CallAsync(action, token.Length > 0 ? parameters.With("NextToken", token) : parameters, cancellationToken);
            found.AddRange(page?.Child(list)?.Elements() ?? []);
            token = page?.Text("NextToken") ?? "";
        }
        while (token.Length > 0);
        return found.ToValueList();
    }

    private async Task<XElement?> CallOnceAsync(string action, ValueMap<string> parameters, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = RequestOf(parameters.With("Action", action).With("Version", ReplyText.AutoScalingVersion));
        int status;
        ReadOnlyMemory<byte> reply;
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)response.StatusCode;
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            reply = await ReplyReading.ReadAsync(body, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new AutoScalingException(new WireFault(0, "Unreachable", $"{address} cannot be talked to: {exception.Message}"), exception);
        }

        return ReplyReading.ResultOf(action, status, reply);
    }

    /// <summary>What was refused before it began may be repeated; where nobody knows, only what has the same effect twice.</summary>
    private static bool MayRepeat(string action, WireFault fault) => fault.Code == WireFault.Throttling.Code
        || (Repeatable.Any(start => action.StartsWith(start, StringComparison.Ordinal)) && (fault.Status >= 500 || Passing.Contains(fault.Code, StringComparer.Ordinal)));

    private HttpRequestMessage RequestOf(ValueMap<string> parameters)
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Join('&', parameters.Select(pair => $"{QueryText.Encode(pair.Key)}={QueryText.Encode(pair.Value)}")));
        string time = clock.GetUtcNow().UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        KeyValuePair<string, string>[] headers = [KeyValuePair.Create("content-type", FormType), KeyValuePair.Create("host", address.Authority), KeyValuePair.Create("x-amz-date", time)];
        string names = string.Join(';', headers.Select(header => header.Key));
        string scope = SignatureV4.Scope(time, Region, "autoscaling");
        string signature = SignatureV4.Sign(new QueryMessage("POST", address.AbsolutePath, "", [.. headers], body), key.Secret, scope, time, names);
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        request.Headers.TryAddWithoutValidation("Authorization", $"{SignatureV4.Algorithm} Credential={key.Id}/{scope}, SignedHeaders={names}, Signature={signature}");
        return request;
    }
}
