using Scalewright.Providers.Chameleon;

namespace Chameleon.Tests;

public class OptionsTests
{
    [Fact]
    public void All_options_that_cannot_be_are_told_at_once_without_passwords() =>
        Should.Throw<ArgumentException>(() => new ChameleonProvider(new ChameleonOptions([new ChameleonSite("CHI@UC", new Uri("ftp://there/"), "id", "s3cr3t")]) { Image = "", Length = TimeSpan.Zero })).Message.Split(Environment.NewLine).ShouldBe(
        [
            "Sites: address 'ftp://there/' is no http or https address; mend it",
            "Image: there is none; name one",
            "Length: 00:00:00 is below 00:01:00; use 00:01:00 or more",
        ]);
}
