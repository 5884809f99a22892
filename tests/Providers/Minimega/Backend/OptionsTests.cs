namespace Minimega.Tests.Backend;

public class OptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new MinimegaProvider(
                    new MinimegaOptions
                    {
                        SocketPath = "",
                        Vlan = "a b",
                        GuestTimeout = TimeSpan.Zero,
                        Taps = [new MinimegaTap("v 1", "here")],
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "SocketPath: it is not set; specify a value",
                "Vlan: 'a b' is not a VLAN; use a number from 1 to 4094, or a name without commas, blanks and quotes",
                "GuestTimeout: 00:00:00 is not above zero; use more than zero",
                "Taps: 'v 1' is not a VLAN; use a number from 1 to 4094, or a name without commas, blanks and quotes",
                "Taps: 'here' is not an address of a tap; use one with its bits, as in 10.0.0.254/24",
            ]);
}
