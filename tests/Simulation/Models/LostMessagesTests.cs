namespace Simulation.Tests.Models;

/// <summary>Which lost message explains a call without a response.</summary>
public class LostMessagesTests
{
    private readonly LostMessages _messages = new();

    public LostMessagesTests()
    {
        _messages.Add("controller", "db-1", 5);
        _messages.Add("db-1", "controller", 8);
        _messages.Add("db-1", "controller", 9);
    }

    [Fact]
    public void The_first_message_of_the_call_explains_it() => _messages.Find("controller", "db-1", number => number >= 8).ShouldBe(8);

    [Fact]
    public void The_last_lost_message_explains_a_call_that_lost_none() => _messages.Find("controller", "db-1", _ => false).ShouldBe(9);

    [Fact]
    public void A_delivered_message_explains_nothing()
    {
        _messages.Deliver("db-1", "controller", 8, 9);

        _messages.Find("controller", "db-1", number => number >= 8).ShouldBe(9);
    }

    [Fact]
    public void A_connection_that_works_again_explains_nothing()
    {
        _messages.Deliver("db-1", "controller", 20, 21);
        _messages.Deliver("controller", "db-1", 22, 23);

        _messages.Find("controller", "db-1", _ => false).ShouldBe(-1);
    }

    [Fact]
    public void Other_hosts_explain_nothing() => _messages.Find("controller", "db-2", _ => true).ShouldBe(-1);
}
