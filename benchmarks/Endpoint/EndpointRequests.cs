using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Providers.AutoScaling;

namespace Benchmarks.Endpoint;

/// <summary>Requests as bytes, signed once. A signature is valid for 15 minutes.</summary>
internal sealed class EndpointRequests : HttpMessageHandler
{
    private readonly List<byte[]> _requests = [];

    /// <summary>Creates ten requests that list all groups. The last one changes a tag instead, if given.</summary>
    /// <param name="round">New value of the tag; 0 to change no tag.</param>
    public static async Task<byte[][]> SignAsync(int port, int round)
    {
        using EndpointRequests handler = new();
        using HttpClient http = new(handler, disposeHandler: false);
        AutoScalingClient client = new(http, new Uri($"http://127.0.0.1:{port}/"), EndpointHost.Key, TimeProvider.System);
        for (int number = 0; number < (round > 0 ? 9 : 10); number++)
        {
            await client.CallAsync("DescribeAutoScalingGroups", ValueMap<string>.Empty);
        }

        if (round == 0)
        {
            return [.. handler._requests];
        }

        await client.CallAsync(
            "CreateOrUpdateTags",
            new Dictionary<string, string>
            {
                ["Tags.member.1.ResourceId"] = $"group-{(round % 10) + 1}",
                ["Tags.member.1.ResourceType"] = "auto-scaling-group",
                ["Tags.member.1.Key"] = "round",
                ["Tags.member.1.Value"] = round.ToString(CultureInfo.InvariantCulture),
                ["Tags.member.1.PropagateAtLaunch"] = "false",
            }.ToValueMap()
        );
        return [.. handler._requests];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        StringBuilder head = new("POST / HTTP/1.1\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Host: {request.RequestUri!.Authority}\r\nContent-Length: {body.Length}\r\n");
        foreach (
            KeyValuePair<string, IEnumerable<string>> header in request
                .Headers.Concat(request.Content.Headers)
                .Where(header => header.Key is not ("Host" or "Content-Length"))
        )
        {
            head.Append(CultureInfo.InvariantCulture, $"{header.Key}: {string.Join(", ", header.Value)}\r\n");
        }

        _requests.Add([.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body]);
        string action = Encoding.ASCII.GetString(body).Split('&').Single(pair => pair.StartsWith("Action=", StringComparison.Ordinal))[
            "Action=".Length..
        ];
        return new HttpResponseMessage { Content = new StringContent($"<{action}Response/>") };
    }
}
