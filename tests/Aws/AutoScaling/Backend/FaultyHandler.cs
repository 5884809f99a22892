using System.Collections.Specialized;
using System.Web;

namespace AutoScaling.Tests.Backend;

internal sealed class FaultyHandler : DelegatingHandler
{
    private int _calls;
    private int _changes;

    public FaultyHandler()
        : base(new SocketsHttpHandler()) { }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Number of mutating calls. Reads are not counted, because their number depends on timing.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Substitute response or null. Arguments: action and number of earlier calls.</summary>
    public Func<string, int, HttpResponseMessage?> Answer { get; init; } = static (_, _) => null;

    public Func<string, int, bool> Loses { get; init; } = static (_, _) => false;

    public Func<string, int, Task> After { get; init; } = static (_, _) => Task.CompletedTask;

    public Func<string, string, string> Change { get; init; } = static (_, text) => text;

    public static HttpResponseMessage Fault(int status, string code, string? retryAfter = null)
    {
        HttpResponseMessage answer = new((HttpStatusCode)status)
        {
            Content = new StringContent(
                $"<Response><Errors><Error><Code>{code}</Code><Message>on purpose</Message></Error></Errors><RequestID>1</RequestID></Response>"
            ),
        };
        if (retryAfter is not null)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        NameValueCollection form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        string action = form["Action"]!;
        int before = Interlocked.Increment(ref _calls) - 1;
        if (!action.StartsWith("Describe", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _changes);
        }

        if (Answer(action, before) is { } own)
        {
            return own;
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        string text = Change(action, await response.Content.ReadAsStringAsync(cancellationToken));
        response.Content = new StringContent(text, Encoding.UTF8, "text/xml");
        await After(action, before);
        return Loses(action, before)
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "the answer was lost on purpose")
            : response;
    }
}
