namespace Testing.Tests;

/// <summary>The tests of three small programs that docs/how-to/find-a-bug.md explains.</summary>
public class SampleBugTests
{
    [Fact]
    public void A_call_that_is_executed_without_a_response_and_called_again_is_found_and_named()
    {
        string differences = Fail(nameof(OrderTests), @"order \d+ is booked 2 times", faults: 1);

        differences.ShouldMatch(
            @"the program saw: shop\.orders\.book\((\d+)\) on shop-1 failed: no response to 'shop\.orders\.book' within 30 s; in the passing run it succeeded\n"
        );
        differences.ShouldMatch(
            @"\n  \S+ shop\.orders\.book\((\d+)\) on shop-1 was executed; in the passing run shop\.orders\.book\((?!\1\))\d+\) on shop-1 was executed\n"
        );
    }

    [Fact]
    public void A_replica_that_missed_a_write_and_responds_is_found_and_named()
    {
        string differences = Fail(nameof(PriceTests), @"price \d was read after price \d was stored", faults: 2);

        differences.ShouldMatch(
            @"in both runs: shop\.prices\.set\(""lamp"",\d\) on db-2 failed and was not repeated with success: no response to 'shop\.prices\.set' within 30 s\n"
        );
        differences.ShouldMatch(@"for 00:00:30, the program waited for shop\.prices\.get\(""lamp""\) on db-1\n");
        differences.ShouldMatch(
            @"the program saw: shop\.prices\.get\(""lamp""\) on db-1 failed: .*; in the passing run it returned (\d)\n"
        );
        differences.ShouldMatch(@"the program did: shop\.prices\.get\(""lamp""\) on db-2 returned \d; in the passing run ");
    }

    [Fact]
    public void A_node_that_is_created_twice_because_of_an_old_list_is_found_and_named()
    {
        string differences = Fail(nameof(WorkerTests), "2 workers exist: worker-1, worker-2", faults: 2);

        differences.ShouldContain(
            "the program saw: list resources returned nothing; in the passing run list resources returned worker-1 Pending\n"
        );
        differences.ShouldContain("the program did: create node worker-2; in the passing run list resources\n");
    }

    /// <summary>Returns the differences of a failing test from its nearest passing run.</summary>
    private static string Fail(string test, string reason, int faults)
    {
        Result result = HostRun.One(test);

        result.State.ShouldBe("failed");
        result.Message.ShouldMatch(@" failed \(seeds 1 to 1000\)\.\n");
        result.Message.ShouldMatch($"\nReason: Xunit\\.Sdk\\.TrueException: {reason}\n");
        result.Message.ShouldMatch($"\nFaults needed to reproduce \\({faults} of \\d+\\):\n");
        return result.Message.Split("\nDifferences from ")[1].Split("Trace: ")[0];
    }
}
