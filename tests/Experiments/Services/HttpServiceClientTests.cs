using System.Net;

namespace Experiments.Services.Tests;

public class HttpServiceClientTests
{
    // RFC 9110, section 10.2.3: a date or a number of seconds.
    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("86400", 300.0)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("-Infinity", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    public async Task A_Retry_After_header_that_is_not_a_number_of_seconds_is_ignored(string header, double? seconds)
    {
        using Unavailable handler = new(header);
        using HttpServiceClient client = new("s3", new HttpServiceOptions(new Uri("http://s3/")) { Handler = handler }, _ =>
            HttpServiceError.None
        );

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() =>
            client.SendOnceAsync(() => new HttpRequestMessage(HttpMethod.Get, "http://s3/"), CancellationToken.None)
        );

        (failure.RetryAfter?.TotalSeconds).ShouldBe(seconds);
    }

    private sealed class Unavailable(string retryAfter) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") };
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            return Task.FromResult(response);
        }
    }
}
