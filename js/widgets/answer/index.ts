import './answer.css';

export default { render: () => undefined };
