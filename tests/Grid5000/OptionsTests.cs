using Scalewright.Providers.Grid5000;

namespace Grid5000.Tests;

public class OptionsTests
{
    [Fact]
    public void All_options_that_cannot_be_are_told_at_once_without_passwords() =>
        Should.Throw<ArgumentException>(() => new Grid5000Provider(new Grid5000Options(new Uri("ftp://ann:s3cr3t@there/"), "", "s3cr3t") { Walltime = TimeSpan.Zero, PageSize = 501 })).Message.Split(Environment.NewLine).ShouldBe(
        [
            "Address: 'ftp://there/' is no http or https address; use one, as in https://api.example.org/",
            "User: there is none; name one",
            "Sites: there is none; name one or more",
            "Walltime: 00:00:00 is below 00:00:01; use 00:00:01 or more",
            "PageSize: 501 is above 500; use 2 to 500",
        ]);
}
