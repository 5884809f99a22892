using Scalewright.Experiments.Links;

namespace Deployments.Tests;

/// <summary>The commands of a link rule, run by the real <c>tc</c> in the network of a test machine.</summary>
public class TrafficControlTests
{
    [MachineFact("ssh-machines")]
    public void The_real_tc_program_accepts_all_commands_and_the_revert_command_removes_the_rules()
    {
        using SshLab lab = new();
        LinkImpairment rule = new(["a"], ["b"]) { Delay = TimeSpan.FromMilliseconds(50), Jitter = TimeSpan.FromMilliseconds(5), Correlation = 0.25, Loss = 0.1, Duplication = 0.01, Reordering = 0.2, MaxBytesPerSecond = 125_000 };

        // The second pass replaces existing rules.
        for (int time = 0; time < 2; time++)
        {
            foreach (ValueList<string> command in TrafficControl.GetCommands([rule], "a", "eth0", _ => SshLab.HostOf(2)))
            {
                // Not every kernel has netem. The tool reports unknown arguments before it calls the kernel.
                string? refusal = Try(lab, [.. command]);
                (refusal is null || (command.Contains("netem", StringComparer.Ordinal) && refusal.Contains("Specified qdisc kind is unknown", StringComparison.Ordinal))).ShouldBeTrue($"{string.Join(' ', command)}: {refusal}");
            }
        }

        lab.OnMachine(1, "tc", "class", "show", "dev", "eth0").ShouldContain("class htb 1:2 root");
        lab.OnMachine(1, "tc", "class", "show", "dev", "eth0").ShouldContain("rate 1Mbit");
        // 10.77.0.12
        lab.OnMachine(1, "tc", "filter", "show", "dev", "eth0").ShouldContain("match 0a4d000c/ffffffff at 16");
        Try(lab, [.. TrafficControl.GetRevertCommand("eth0")]).ShouldBeNull();
        lab.OnMachine(1, "tc", "qdisc", "show", "dev", "eth0").ShouldNotContain("htb");
    }

    private static string? Try(SshLab lab, string[] words)
    {
        try
        {
            lab.OnMachine(1, words);
            return null;
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }
}
