namespace AutoScaling.Tests.Backend;

public class OptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new AutoScalingProvider(
                    new AutoScalingOptions(new Uri("ftp://there/"), new AccessKey("id", "s3cr3t"))
                    {
                        CallTimeout = TimeSpan.Zero,
                        PageSize = 4,
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "Address: 'ftp://there/' is not an HTTP or HTTPS URL; use one, as in https://api.example.org/",
                "CallTimeout: 00:00:00 is not above zero; use more than zero",
                "PageSize: 4 is below 5; use 5 to 1000",
            ]);
}
