namespace Slurm.Tests;

public class OptionsTests
{
    [Fact]
    public void All_invalid_options_are_reported_at_once_without_passwords() =>
        Should
            .Throw<ArgumentException>(() =>
                new SlurmProvider(
                    new SlurmOptions
                    {
                        Client = new SlurmClientOptions { TimeLimit = TimeSpan.FromSeconds(1), CommandTimeout = TimeSpan.Zero },
                        MaxConcurrency = 0,
                        NoticePeriod = TimeSpan.FromSeconds(-1),
                    }
                )
            )
            .Message.Split(Environment.NewLine)
            .ShouldBe([
                "TimeLimit: 00:00:01 is below a minute; use a minute or more, or Timeout.InfiniteTimeSpan",
                "CommandTimeout: 00:00:00 is not above zero; use more than zero",
                "MaxConcurrency: 0 is below 1; use 1 or more",
                "NoticePeriod: -00:00:01 is below 00:00:00; use 00:00:00 or more",
            ]);
}
