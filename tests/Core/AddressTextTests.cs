using AddressText = Scalewright.UriRedactor;

namespace Sdk.Tests;

/// <summary>Redaction of the user information (RFC 3986, section 3.2.1) in URLs of messages.</summary>
public class AddressTextTests
{
    [Theory]
    [InlineData("proxy 'http://ann:s3cr3t@127.0.0.1:3128/' failed with '502'", "proxy 'http://127.0.0.1:3128/' failed with '502'")]
    [InlineData("socks5://ann:s3cr3t@[::1]:1080", "socks5://[::1]:1080")]
    [InlineData("https://token@host", "https://host")]
    [InlineData("http://ann:s3cr@t@host/", "http://host/")]
    [InlineData("http://ann:it's s3cr3t@host/", "http://host/")]
    [InlineData("http://ann:@one/ and https://:s3cr3t@two?x", "http://one/ and https://two?x")]
    public void User_and_password_are_removed_from_each_address(string text, string told) =>
        AddressText.WithoutPasswords(text).ShouldBe(told);

    [Theory]
    [InlineData("")]
    [InlineData("Connection refused (127.0.0.1:6443)")]
    [InlineData("http://host/users/ann@example.com?mail=bob@example.com#c@d")]
    [InlineData("https://host:6443\nann@example.com")]
    [InlineData("ask ann@example.com")]
    public void Text_without_credentials_is_unchanged(string text) => AddressText.WithoutPasswords(text).ShouldBe(text);

    [Fact]
    public void A_redacted_exception_keeps_its_type_and_an_exception_without_credentials_is_unchanged()
    {
        HttpRequestException plain = new(HttpRequestError.ConnectionError, "Connection refused (127.0.0.1:6443)");
        HttpRequestException telling = new(HttpRequestError.ProxyTunnelError, "proxy 'http://ann:s3cr3t@host/' failed");

        HttpRequestException silent = AddressText.WithoutPasswords(telling).ShouldBeOfType<HttpRequestException>();

        AddressText.WithoutPasswords(plain).ShouldBeSameAs(plain);
        (silent.HttpRequestError, silent.Message).ShouldBe((HttpRequestError.ProxyTunnelError, "proxy 'http://host/' failed"));
        silent.ToString().ShouldNotContain("s3cr3t");
    }
}
