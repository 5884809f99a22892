using Scalewright.Providers.IotLab;

namespace IotLab.Tests;

public class OptionsTests
{
    [Fact]
    public void All_options_that_cannot_be_are_told_at_once_without_passwords() =>
        Should.Throw<ArgumentException>(() => new IotLabProvider(new IotLabOptions(new Uri("api", UriKind.Relative), "", "s3cr3t") { Sites = ["a/b"], Duration = TimeSpan.Zero, CallsMax = 0 })).Message.Split(Environment.NewLine).ShouldBe(
        [
            "Address: 'api' is no http or https address; use one, as in https://api.example.org/",
            "User: there is none; name one",
            "Sites: 'a/b' has what is no site; use words without slashes",
            "Duration: 00:00:00 is below 00:01:00; use 00:01:00 or more",
            "CallsMax: 0 is below 1; use 1 or more",
        ]);
}
