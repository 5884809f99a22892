using Scalewright.Storage.Plugins;

namespace Storage.Tests;

public class LogGeneratorTests
{
    [Fact]
    public void The_time_of_a_generated_line_does_not_depend_on_the_current_culture()
    {
        LogGenerator generator = new();
        generator.SetRate("test000.localdomain", 1);
        DateTimeOffset now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

        OddCulture.Run(() =>
            generator.Dequeue("test000.localdomain", now).ShouldHaveSingleItem()["log_lines"]![0]!["message"]!
                .GetValue<string>()
                .ShouldBe("test000.localdomain 2030-01-02 03:04:05.000000 0")
        );
    }
}
